import { binomialProbabilities } from './binomial.ts';
import { checkCounts, checkShare } from './counts.ts';

/** What a Bernoulli CUSUM looks for: a share that goes from one value to another, either way. */
export interface CusumDesign {
  readonly inControl: number;
  readonly shifted: number;
  /** The sum at which it alarms. */
  readonly limit: number;
}

/** Cells of the Markov chain that stand for sums below the limit. */
const CELLS = 300;

/** Log likelihood ratio of shifted against in control that one success and one failure add to the sum. */
export function cusumScores({ inControl, shifted }: Omit<CusumDesign, 'limit'>): {
  success: number;
  failure: number;
} {
  for (const share of [inControl, shifted]) {
    checkShare(share, 'shares');
    if (share === 0 || share === 1 || inControl === shifted)
      throw new RangeError(
        `expected two different shares between 0 and 1, found ${inControl} and ${shifted}`,
      );
  }
  return { success: Math.log(shifted / inControl), failure: Math.log((1 - shifted) / (1 - inControl)) };
}

/**
 * Sums after each sample and where they reach the limit (E. S. Page 1954; M. R. Reynolds and Z. G. Stoumbos 1999, for shares):
 * S = max(0, S + score). After an alarm it starts again at 0.
 */
export function cusum(
  samples: readonly { readonly passed: number; readonly total: number }[],
  design: CusumDesign,
): { sums: number[]; alarms: number[] } {
  const { success, failure } = cusumScores(design);
  const sums: number[] = [];
  const alarms: number[] = [];
  let sum = 0;
  for (const [at, { passed, total }] of samples.entries()) {
    checkCounts(passed, total);
    sum = Math.max(0, sum + passed * success + (total - passed) * failure);
    sums.push(sum);
    if (sum < design.limit) continue;
    alarms.push(at);
    sum = 0;
  }
  return { sums, alarms };
}

/**
 * Average number of samples to an alarm where each has `size` trials at `share`, from a sum of 0 (D. Brook and D. A. Evans 1972): the
 * sums below the limit are cells of a Markov chain whose expected time to leave solves a linear system.
 */
export function cusumRunLength(design: CusumDesign, share: number, size = 1): number {
  checkShare(share, 'the share');
  if (!(design.limit > 0)) throw new RangeError(`expected a limit above 0, found ${design.limit}`);
  const { success, failure } = cusumScores(design);
  // Cell 0 is a sum of 0; the others are as wide as it is to both its sides (Brook and Evans).
  const width = (2 * design.limit) / (2 * CELLS - 1);
  const steps = [...binomialProbabilities(size, share)].map((chance, passed) => ({
    chance,
    by: (passed * success + (size - passed) * failure) / width,
  }));
  const rows = Array.from({ length: CELLS }, (_, from) => {
    const row = new Float64Array(CELLS + 1);
    row[CELLS] = 1;
    row[from] = 1;
    for (const { chance, by } of steps) {
      const to = Math.max(0, Math.round(from + by));
      if (to < CELLS) row[to] -= chance;
    }
    return row;
  });
  return solve(rows)[0];
}

/** The smallest limit, to a thousandth, whose run length in control is at least `samples`. */
export function cusumLimit(design: Omit<CusumDesign, 'limit'>, samples: number, size = 1): number {
  const runs = (limit: number) => cusumRunLength({ ...design, limit }, design.inControl, size);
  let high = 1;
  while (runs(high) < samples) high *= 2;
  let low = 0;
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (runs(middle) < samples) low = middle;
    else high = middle;
  }
  return high;
}

/** Gauss's elimination of [A | b], the largest pivot first. */
function solve(rows: Float64Array[]): Float64Array {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++)
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = column + 1; row < n; row++) {
      const factor = rows[row][column] / rows[column][column];
      if (factor === 0) continue;
      for (let k = column; k <= n; k++) rows[row][k] -= factor * rows[column][k];
    }
  }
  const solution = new Float64Array(n);
  for (let row = n - 1; row >= 0; row--) {
    let rest = rows[row][n];
    for (let k = row + 1; k < n; k++) rest -= rows[row][k] * solution[k];
    solution[row] = rest / rows[row][row];
  }
  return solution;
}
