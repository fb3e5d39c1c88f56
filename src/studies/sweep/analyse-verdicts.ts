import { benjaminiHochberg, holm } from '../../numerics/inference/multiplicity.ts';
import { repeatedP } from '../../numerics/inference/repeated-p.ts';
import type { Uncorrected } from './analyse-hypotheses.ts';
import type { Conclusion, TestedHypothesis } from './outcome.ts';
import type { Study } from './study-schema.ts';

const CORRECTIONS: Record<Study['plan']['correction'], (pValues: readonly number[]) => number[]> = {
  none: (pValues) => [...pValues],
  holm,
  'benjamini-hochberg': benjaminiHochberg,
};

/**
 * Judges hypotheses as one family. Both of its questions are corrected over all of it: whether there is a difference, and whether none is
 * larger than the smallest of interest. At a look before the last a p-value is first made one over all looks.
 */
export function judged(
  tested: readonly Uncorrected[],
  { plan }: Study,
  look: number,
  planned: boolean,
): TestedHypothesis[] {
  const correct = CORRECTIONS[plan.correction];
  // A hypothesis without a p-value is one that could have had a small one: it counts in the family.
  const differences = correct(tested.map(({ p }) => repeatedP(p ?? 1, plan.looks, look, 'both')));
  const equivalences = correct(
    tested.map(({ equivalenceP }) => repeatedP(equivalenceP ?? 1, plan.looks, look, 'one')),
  );
  return tested.map(({ missing: _, contrast: __, ...found }, i) => {
    const isDifferent = found.p !== null && differences[i] <= plan.alpha;
    const isSmall = found.equivalenceP !== null && equivalences[i] <= plan.alpha;
    const asked =
      found.hypothesis.kind === 'difference'
        ? { p: found.p, adjusted: differences[i] }
        : { p: found.equivalenceP, adjusted: equivalences[i] };
    return {
      ...found,
      adjusted: asked.p === null ? null : asked.adjusted,
      conclusion: conclusionOf(isDifferent, isSmall),
      planned,
    };
  });
}

function conclusionOf(isDifferent: boolean, isSmall: boolean): Conclusion {
  if (isDifferent) return isSmall ? 'negligible' : 'difference';
  return isSmall ? 'equivalent' : 'inconclusive';
}
