import { type Canaries, parseCanaries, withCanary } from '../studies/sweep/canary.ts';
import type { JobResult } from '../studies/sweep/job.ts';
import { jsonText } from '../studies/sweep/json-text.ts';
import { resultOf } from '../studies/sweep/ledger-opfs.ts';
import { mergeResults } from '../studies/sweep/merge.ts';
import { SweepError } from '../studies/sweep/sweep-error.ts';
import { CANARY_FILE, MOST_ZIP_BYTES, readSweepZip } from '../studies/sweep/sweep-zip.ts';
import { type PlannedStudy, resultsOf, type StudyDesk } from './study-desk.ts';

/** Where results of one study are put together before any is kept. */
interface Brought {
  readonly planned: PlannedStudy;
  readonly results: readonly JobResult[];
  /** Of each job the file that came last; all files of a job are to say the same. */
  readonly texts: ReadonlyMap<string, string>;
  readonly canaries: readonly Canaries[];
}

/**
 * Takes zips of one study in, and all of their results that are not here. Nothing is kept where anything is wrong: throws SweepError naming
 * what cannot be read, is of another study, or differs from what is here.
 */
export async function takeZips(
  desk: StudyDesk,
  zips: readonly Blob[],
  modelsUrl: string,
): Promise<PlannedStudy> {
  const { planned, results, texts, canaries } = await brought(desk, zips, modelsUrl);
  const { hash, study, jobs } = planned;
  const here = await desk.shelf.open(hash);
  const ids = here ? await here.done() : new Set<string>();
  const known = here ? await resultsOf(here, [...ids]) : [];
  // Refuses what is of another job, of another device, or differs.
  mergeResults(study, jobs, [...known, ...results], { partial: true });
  let all = here ? await here.canaries() : null;
  for (const canary of canaries.flatMap((each) => each.canaries)) all = withCanary(all, hash, canary, false);
  const ledger = await desk.ledger(planned);
  await ledger.alone(async () => {
    if (all) await ledger.writeCanaries(all);
    for (const [id, text] of texts) if (!ids.has(id)) await ledger.writeText(id, text);
  });
  return planned;
}

async function brought(desk: StudyDesk, zips: readonly Blob[], modelsUrl: string): Promise<Brought> {
  const results: JobResult[] = [];
  const texts = new Map<string, string>();
  const canaries: Canaries[] = [];
  let first: PlannedStudy | null = null;
  for (const zip of zips) {
    const files = readSweepZip(await bytesOf(zip));
    const planned = await desk.plan(files.study, modelsUrl);
    first ??= planned;
    const { hash } = planned;
    if (hash !== first.hash)
      throw new SweepError(
        `expected zips of one study, found one of ${first.study.id}, ${first.hash.slice(0, 12)}, and one of ${planned.study.id}, ${hash.slice(0, 12)}`,
      );
    if (files.canary !== null)
      canaries.push(parseCanaries(jsonText(files.canary, CANARY_FILE), hash, CANARY_FILE));
    for (const [id, text] of files.results) {
      results.push(resultOf(text, id, hash));
      texts.set(id, text);
    }
  }
  if (first === null) throw new SweepError('expected a zip of a study, found none');
  return { planned: first, results, texts, canaries };
}

async function bytesOf(zip: Blob): Promise<Uint8Array> {
  if (zip.size > MOST_ZIP_BYTES)
    throw new SweepError(
      `zip: expected at most ${MOST_ZIP_BYTES.toLocaleString('en')} bytes, found ${zip.size.toLocaleString('en')}`,
    );
  return new Uint8Array(await zip.arrayBuffer());
}
