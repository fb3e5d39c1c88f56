import { RUN, repeatedRuns } from '../../results/behaviour.ts';

/** A run said again and again, each time right behind itself. */
export interface Loop {
  /** Place of its first unit. */
  readonly from: number;
  /** Units until it begins again. */
  readonly period: number;
  /** Units of all its times together, a part of one at the end too. */
  readonly covered: number;
}

/** Times in a row that make a loop, and units that they take together: a refrain or a rule of dashes is less. */
export const LEAST_TIMES = 4;
export const LEAST_COVERED = 16;
/** Units: a paragraph or two. */
const LONGEST_PERIOD = 512;

/**
 * The loop that covers most of an answer; of several as long the one of the shortest period. Null where nothing stands four times in a row
 * over at least 16 units, with a period of at most 512.
 */
export function longestLoop(units: readonly number[]): Loop | null {
  // A loop of period p has at least 3 p - 3 runs that stood before: few of those leave few periods to look for.
  const again = repeatedRuns(units);
  const most = Math.min(LONGEST_PERIOD, Math.floor((again + RUN - 1) / (LEAST_TIMES - 1)));
  let longest: Loop | null = null;
  for (let period = 1; period <= most; period++) {
    const least = Math.max(LEAST_COVERED, LEAST_TIMES * period, (longest?.covered ?? 0) + 1);
    const found = stretchOf(units, period);
    if (found.covered >= least) longest = found;
  }
  return longest;
}

/** The longest stretch in which each unit is that of one period before. */
function stretchOf(units: readonly number[], period: number): Loop {
  let [best, end, alike] = [0, 0, 0];
  for (let at = period; at < units.length; at++) {
    alike = units[at] === units[at - period] ? alike + 1 : 0;
    if (alike > best) [best, end] = [alike, at + 1];
  }
  return { from: end - best - period, period, covered: best + period };
}
