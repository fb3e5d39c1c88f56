import { modelKey } from '../../experiment/model-key.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { analyseStudy } from '../../studies/sweep/analyse.ts';
import type { JobResult } from '../../studies/sweep/job.ts';
import type { KeptStudy, OpfsLedger } from '../../studies/sweep/ledger-opfs.ts';
import { mergeResults } from '../../studies/sweep/merge.ts';
import type { StudyOutcome } from '../../studies/sweep/outcome.ts';
import { runJob } from '../../studies/sweep/run-job.ts';
import { runSweep } from '../../studies/sweep/run-sweep.ts';
import { writeSweepZips } from '../../studies/sweep/sweep-zip.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone, quick } from '../method.ts';
import type { StudyNews } from '../news.ts';
import { type PlannedStudy, resultsOf, StudyDesk } from '../study-desk.ts';
import { takeZips } from '../study-zips.ts';
import type { OpenedStudy, StudyAsk, StudyRunReport, StudyRunRequest } from './study-reports.ts';

export function studyMethods(lab: LabHost) {
  const desk = new StudyDesk();
  return {
    /** Studies that this browser has results of. Throws SweepError where it gives no storage. */
    kept: quick((): Promise<readonly KeptStudy[]> => desk.shelf.list()),

    /** Plans a study, by its JSON or its link; nothing is kept of one that has not run. Throws ExperimentError, LinkError, ModelError. */
    open: quick(async ({ text, modelsUrl }: StudyAsk): Promise<OpenedStudy> => {
      return await desk.opened(await desk.plan(text, modelsUrl));
    }),

    /** The same of one that is kept. */
    reopen: quick(
      async ({ hash, modelsUrl }: { readonly hash: string; readonly modelsUrl: string }): Promise<OpenedStudy> =>
        desk.opened(await desk.planKept(hash, modelsUrl)),
    ),

    /** Runs the jobs of a study that are not done; each is kept as it ends. Throws SweepError, ExperimentError, ModelError, GpuError. */
    run: alone(async (work: AloneWork<StudyNews>, request: StudyRunRequest): Promise<StudyRunReport> => {
      const planned = await desk.plan(request.text, request.modelsUrl);
      const ledger = await desk.ledger(planned);
      return await ledger.alone(() => runPlanned(lab, planned, ledger, request, work));
    }),

    /** What the jobs that are done say. Throws SweepError where none is, or where they do not belong together. */
    analyse: quick(async ({ text, modelsUrl }: StudyAsk): Promise<StudyOutcome> => {
      const planned = await desk.plan(text, modelsUrl);
      return analyseKept(planned, await desk.ledger(planned));
    }),

    /** A kept study with its results as zips, most often one. */
    pack: quick(async (hash: string): Promise<readonly Uint8Array<ArrayBuffer>[]> => {
      const [study, ledger] = [await desk.shelf.study(hash), await desk.shelf.open(hash)];
      const results = new Map<string, string>();
      for (const id of await ledger!.done()) results.set(id, await ledger!.text(id));
      return writeSweepZips({ study: study!, canary: await ledger!.canary(), results });
    }),

    /** Takes zips of one study with its results in, beside those that are here. Throws SweepError naming what does not belong; nothing is kept then. */
    take: quick(
      async ({
        zips,
        modelsUrl,
      }: {
        readonly zips: readonly Blob[];
        readonly modelsUrl: string;
      }): Promise<OpenedStudy> => desk.opened(await takeZips(desk, zips, modelsUrl)),
    ),

    /** Deletes what is kept of a study. Throws SweepError where another tab is at it. */
    forget: quick((hash: string): Promise<void> => desk.shelf.remove(hash)),
  };
}
