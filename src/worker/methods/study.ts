import { analyseStudy } from '../../studies/sweep/analyse.ts';
import { type KeptStudy, notKept } from '../../studies/sweep/ledger-opfs.ts';
import { mergeResults } from '../../studies/sweep/merge.ts';
import { writeSweepZips } from '../../studies/sweep/sweep-zip.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone, quick } from '../method.ts';
import type { StudyNews } from '../news.ts';
import { resultsOf, StudyDesk } from '../study-desk.ts';
import { runPlanned } from '../study-run.ts';
import { takeZips } from '../study-zips.ts';
import type {
  PlanReport,
  StudyAsk,
  StudyFound,
  StudyLookRequest,
  StudyRunReport,
  StudyRunRequest,
} from './study-reports.ts';

/** Jobs whose observations the page gets too: of more they are taken from a zip. */
const MOST_HANDED = 20_000;

export function studyMethods(lab: LabHost) {
  const desk = new StudyDesk();
  return {
    /** Studies that this browser has results of. Throws SweepError where it gives no storage. */
    kept: quick((): Promise<readonly KeptStudy[]> => desk.shelf.list()),

    /** Bytes that the browser keeps of each of some studies. */
    bytes: quick((hashes: readonly string[]): Promise<readonly number[]> => desk.shelf.bytes(hashes)),

    /** Plans a study, by its JSON or its link; nothing is kept of one that has not run. Throws ExperimentError, ModelError, SweepError. */
    open: quick(async ({ text, modelsUrl }: StudyAsk): Promise<PlanReport> => {
      return await desk.opened(await desk.plan(text, modelsUrl));
    }),

    /** The same of one that is kept. */
    reopen: quick(
      async ({
        hash,
        modelsUrl,
      }: {
        readonly hash: string;
        readonly modelsUrl: string;
      }): Promise<PlanReport> => desk.opened(await desk.planKept(hash, modelsUrl)),
    ),

    /** Runs the jobs of a study that are not done; each is kept as it ends. Throws SweepError, ExperimentError, ModelError, GpuError. */
    run: alone(async (work: AloneWork<StudyNews>, request: StudyRunRequest): Promise<StudyRunReport> => {
      const planned = await desk.plan(request.text, request.modelsUrl);
      const ledger = await desk.ledger(planned);
      return await ledger.alone(() => runPlanned(lab, planned, ledger, request, work));
    }),

    /** What the jobs that are done say, the JSON of a `StudyFound`. Throws SweepError where none is, or where they do not belong together; RangeError of a look that is not planned. */
    analyse: quick(async ({ text, modelsUrl, look }: StudyLookRequest): Promise<string> => {
      const { hash, study, jobs } = await desk.plan(text, modelsUrl);
      const ledger = await desk.shelf.open(hash);
      if (ledger === null) throw notKept(hash);
      const results = await resultsOf(ledger, [...(await ledger.done())]);
      const merged = mergeResults(study, jobs, results, { partial: true });
      const outcome = analyseStudy(study, merged, look === undefined ? {} : { look });
      return JSON.stringify({ outcome, ...(jobs.length <= MOST_HANDED && { merged }) } satisfies StudyFound);
    }),

    /** A kept study with its results as zips, most often one. */
    pack: quick(async (hash: string): Promise<readonly Uint8Array<ArrayBuffer>[]> => {
      const [study, ledger] = [await desk.shelf.study(hash), await desk.shelf.open(hash)];
      if (study === null || ledger === null) throw notKept(hash);
      const results = new Map<string, string>();
      for (const id of await ledger.done()) results.set(id, await ledger.text(id));
      const canary = await ledger.canaryText();
      return writeSweepZips({ study, canary, results });
    }),

    /** Takes zips of one study with its results in, beside those that are here. Throws SweepError naming what does not belong; nothing is kept then. */
    take: quick(
      async ({
        zips,
        modelsUrl,
      }: {
        readonly zips: readonly Blob[];
        readonly modelsUrl: string;
      }): Promise<PlanReport> => desk.opened(await takeZips(desk, zips, modelsUrl)),
    ),

    /** Deletes what is kept of a study. Throws SweepError where another tab is at it. */
    forget: quick((hash: string): Promise<void> => desk.shelf.remove(hash)),
  };
}
