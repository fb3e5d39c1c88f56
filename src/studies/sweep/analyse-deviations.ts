import { FEWEST_UNITS } from './analyse-contrast.ts';
import type { Uncorrected } from './analyse-hypotheses.ts';
import type { MergedStudy } from './job.ts';
import type { Study } from './study-schema.ts';

/** What went otherwise than planned, a sentence each. */
export function deviationsOf(
  { plan }: Study,
  { strata, reruns }: MergedStudy,
  { planned, done, repeated }: { planned: number; done: number; repeated: number },
  tested: readonly Uncorrected[],
  atLook: number,
): string[] {
  const deviations: string[] = [];
  // A look before the last is to have its part of the pairs.
  const wanted = Math.ceil((plan.n * atLook) / plan.looks);
  if (done < planned && atLook === plan.looks) deviations.push(`${done} of ${planned} jobs are done.`);
  if (strata.length > 1)
    deviations.push(`Results of ${strata.length} devices or versions are pooled, by request.`);
  if (repeated > 0)
    deviations.push(
      `${repeated} ${repeated === 1 ? 'job has' : 'jobs have'} results of several devices or versions; of each the one counts whose stratum has the most jobs.`,
    );
  if (reruns.differing.length > 0)
    deviations.push(
      `${reruns.differing.length} of ${reruns.jobs.length} jobs that were run twice gave other bits the second time.`,
    );
  for (const { hypothesis, n, missing, contrast } of tested) {
    const { id, measure } = hypothesis;
    if (n < wanted)
      deviations.push(
        `${id}: ${n} ${contrast.kind === 'paired' ? 'pairs' : 'observations a side'}, of ${wanted} planned.`,
      );
    if (missing > 0) deviations.push(`${id}: ${missing} observations have no ${measure} and are left out.`);
    if (contrast.kind === 'independent')
      deviations.push(`${id}: no unit is on both sides, so that units are compared with other units.`);
    else if (contrast.alone > 0 && n > 0)
      deviations.push(`${id}: ${contrast.alone} observations have none to pair with and are left out.`);
    const clusters = contrast.kind === 'paired' ? [contrast.clusters] : [contrast.a, contrast.b];
    const fewest = Math.min(...clusters.map(({ length }) => length));
    if (n > 0 && contrast.by === 'units' && fewest < FEWEST_UNITS)
      deviations.push(`${id}: ${fewest} ${fewest === 1 ? 'unit' : 'units'}, which tell little of others.`);
    if (n > 0 && contrast.by === 'seeds')
      deviations.push(
        `${id}: fewer than ${FEWEST_UNITS} units, so that it is about these units over ${fewest} seeds, not about others.`,
      );
  }
  return deviations;
}
