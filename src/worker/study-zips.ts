import { checkResults, resultCheck } from '../studies/sweep/check-observations.ts';
import { unitsOf } from '../studies/sweep/experiment-of.ts';
import { mergeResults } from '../studies/sweep/merge.ts';
import { readZips, withCanaries } from '../studies/sweep/read-zips.ts';
import { SweepError } from '../studies/sweep/sweep-error.ts';
import { MOST_ZIP_BYTES } from '../studies/sweep/sweep-zip.ts';
import { type PlannedStudy, resultsOf, type StudyDesk, textOf } from './study-desk.ts';

/**
 * Takes zips of one study in, and all of their results that are not here. Nothing is kept where anything is wrong: throws SweepError naming
 * what cannot be read, is of another study or device, or differs from what is here.
 */
export async function takeZips(
  desk: StudyDesk,
  zips: readonly Blob[],
  modelsUrl: string,
): Promise<PlannedStudy> {
  const bytes: Uint8Array[] = [];
  for (const zip of zips) bytes.push(await bytesOf(zip));
  const { study, hash, results, canaries } = readZips(bytes);
  const planned = await desk.plan(textOf(study), modelsUrl);
  const { tasks, jobs } = planned;
  checkResults(results, resultCheck(study, unitsOf(study, tasks), jobs));
  const here = await desk.shelf.open(hash);
  const ids = here ? await here.done() : new Set<string>();
  const known = here ? await resultsOf(here, [...ids]) : [];
  mergeResults(study, jobs, [...known, ...results], { partial: true });
  const all = withCanaries(here ? await here.canaries() : null, hash, canaries, false);
  const ledger = await desk.ledger(planned);
  await ledger.alone(async () => {
    if (all) await ledger.writeCanaries(all);
    for (const result of results) if (!ids.has(result.job.id)) await ledger.write(result);
  });
  return planned;
}

async function bytesOf(zip: Blob): Promise<Uint8Array> {
  if (zip.size > MOST_ZIP_BYTES)
    throw new SweepError(
      `zip: expected at most ${MOST_ZIP_BYTES.toLocaleString('en')} bytes, found ${zip.size.toLocaleString('en')}`,
    );
  return new Uint8Array(await zip.arrayBuffer());
}
