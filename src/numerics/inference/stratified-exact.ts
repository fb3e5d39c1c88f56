import hypergeometricPmf from '@stdlib/stats-base-dists-hypergeometric-pmf';
import { checkCounts } from './counts.ts';
import type { TwoByTwo } from './fisher.ts';

/**
 * One-sided p-value of the exact conditional test that a passes no more often than b in any stratum (J. J. Gart 1970; exact
 * Cochran-Mantel-Haenszel, R's mantelhaen.test with `exact = TRUE, alternative = "greater"`): given each stratum's margins, the chance of as
 * many passes of a in all strata together as were found. Of one stratum it is Fisher's test, of strata that hold one of a and one of b
 * each McNemar's. Strata of one group alone say nothing; 1 where none is left. Throws RangeError of counts that are none.
 */
export function stratifiedExact(strata: readonly TwoByTwo[]): number {
  let chances = Float64Array.of(1);
  let found = 0;
  for (const { passedA, totalA, passedB, totalB } of strata) {
    if (totalA === 0 || totalB === 0) continue;
    checkCounts(passedA, totalA);
    checkCounts(passedB, totalB);
    const passed = passedA + passedB;
    const least = Math.max(0, passed - totalB);
    const most = Math.min(passed, totalA);
    found += passedA - least;
    chances = convolved(
      chances,
      Float64Array.from({ length: most - least + 1 }, (_, i) =>
        hypergeometricPmf(least + i, totalA + totalB, passed, totalA),
      ),
    );
  }
  let tail = 0;
  for (let k = chances.length - 1; k >= found; k--) tail += chances[k];
  return found === 0 ? 1 : Math.min(1, tail);
}

function convolved(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) sums[i + j] += a[i] * b[j];
  return sums;
}
