import { binomialProbabilities } from '../../numerics/inference/binomial.ts';
import { binomialPValues, binomialTest } from '../../numerics/inference/binomial-test.ts';
import { clopperPearson } from '../../numerics/inference/clopper-pearson.ts';
import { fisherExact } from '../../numerics/inference/fisher.ts';
import type { ValueInterval } from '../../numerics/inference/interval.ts';
import { normalQuantile } from '../../numerics/inference/normal.ts';
import { powerAgainstKnown } from '../../numerics/inference/power.ts';
import { shareAgainstKnown, twoShareZ } from '../../numerics/inference/share-z.ts';
import { ALPHA } from './detectors.ts';

/** What somebody's tracker says. Shares in [0, 1]. */
export interface OwnNumbers {
  /** Where a report gives a span, both its ends; else twice the same. */
  readonly baseline: readonly [low: number, high: number];
  /** Runs that the baseline is estimated from; null: it is taken to be known exactly. */
  readonly baselineRuns: number | null;
  /** Runs behind the figure that is judged. */
  readonly n: number;
  /** The figure; where it is no whole number of n, the counts on both sides of it are judged. */
  readonly observed: number;
  /** Figures like it that were looked at, of which this is one: days of a month, say. */
  readonly looks: number;
}

/** One reading of the numbers: a whole count against one baseline. */
export interface OwnCase {
  readonly passed: number;
  readonly baseline: number;
  /** Exact and two-sided: binomial against a share that is known, Fisher's against runs. */
  readonly p: number;
  /** Of the two shares by the normal approximation: pooled where the baseline is of runs. */
  readonly z: number;
  /** p times looks, at most 1 (Bonferroni). */
  readonly corrected: number;
}

export interface OwnJudged {
  /** Every reading, the smallest p first. */
  readonly cases: readonly OwnCase[];
  /** Of the figure by itself, Clopper and Pearson's; of two counts, from the lower one's low end to the higher one's high end. */
  readonly interval: ValueInterval;
  /** Chance that a look alarms at 0.05 where nothing has changed, and that any of them does. */
  readonly falseAlarm: number;
  readonly anyFalseAlarm: number;
  /** Chance that so large a change is seen in n runs at 0.05, against the baseline as if it were known. */
  readonly power: number;
  /** Runs that see it with a chance of 80 %: in one look, and where all looks are corrected for. */
  readonly needed: Needed;
  readonly neededCorrected: Needed;
}

/** `never`: the baseline's own uncertainty hides it, however many runs follow; `nothing`: there is no difference to see. */
export type Needed = number | 'never' | 'nothing';

const POWER = 0.8;

/** Throws RangeError naming the figure that cannot be. */
export function judgeOwnNumbers(own: OwnNumbers): OwnJudged {
  checkOwn(own);
  const counts = countsOf(own);
  const cases = counts
    .flatMap((passed) => [...new Set(own.baseline)].map((baseline) => caseOf(own, passed, baseline)))
    .toSorted((a, b) => a.p - b.p);
  const ends = counts.map((passed) => clopperPearson(passed, own.n));
  const centre = (own.baseline[0] + own.baseline[1]) / 2;
  const mass = binomialProbabilities(own.n, centre);
  const falseAlarm = binomialPValues(mass, 'two-sided').reduce(
    (sum, p, passed) => (p < ALPHA ? sum + mass[passed] : sum),
    0,
  );
  return {
    ...{ cases, falseAlarm },
    interval: { value: own.observed, low: ends[0].low, high: ends[ends.length - 1].high },
    anyFalseAlarm: 1 - (1 - falseAlarm) ** own.looks,
    power: powerAgainstKnown({ n: own.n, known: centre, truth: own.observed, alpha: ALPHA }),
    needed: neededRuns(own, centre, ALPHA),
    neededCorrected: neededRuns(own, centre, ALPHA / own.looks),
  };
}

/** The whole counts that a share may stand for: one where it is that of a count, else those on its two sides. */
function countsOf({ n, observed }: OwnNumbers): number[] {
  const count = n * observed;
  const whole = Math.round(count);
  // Shares are written in percent: 0.54 of 50 is 27, though not to the last bit.
  if (Math.abs(count - whole) < 1e-6) return [whole];
  return [Math.floor(count), Math.ceil(count)];
}

function caseOf({ n, baselineRuns, looks }: OwnNumbers, passed: number, baseline: number): OwnCase {
  const before = baselineRuns === null ? null : Math.round(baseline * baselineRuns);
  const p =
    before === null
      ? binomialTest(passed, n, baseline)
      : fisherExact({ passedA: passed, totalA: n, passedB: before, totalB: baselineRuns! });
  const { z } =
    before === null ? shareAgainstKnown(passed, n, baseline) : twoShareZ(passed, n, before, baselineRuns!);
  // Two shares of 0, or of 1, have no deviation and no difference.
  return { passed, baseline, p, z: Number.isNaN(z) ? 0 : z, corrected: Math.min(1, p * looks) };
}

/**
 * By the normal approximation, with the variance of the baseline's runs beside that of the new ones: there it is what no number of new
 * runs takes away.
 */
function neededRuns({ observed, baselineRuns }: OwnNumbers, baseline: number, alpha: number): Needed {
  const difference = Math.abs(observed - baseline);
  if (difference < 1e-9) return 'nothing';
  const [before, after] = [baseline * (1 - baseline), observed * (1 - observed)];
  const [z, zPower] = [normalQuantile(1 - alpha / 2), normalQuantile(POWER)];
  if (baselineRuns === null)
    return Math.ceil(((z * Math.sqrt(before) + zPower * Math.sqrt(after)) / difference) ** 2);
  const left = (difference / (z + zPower)) ** 2 - before / baselineRuns;
  return left <= 0 ? 'never' : Math.max(1, Math.ceil(after / left));
}

/** Bounds of what may be entered: field, least, most. */
export const OWN_BOUNDS = { n: [1, 20_000], looks: [1, 10_000], baselineRuns: [1, 1_000_000] } as const;

function checkOwn({ baseline, baselineRuns, n, observed, looks }: OwnNumbers): void {
  const check = (name: keyof typeof OWN_BOUNDS, value: number) => {
    const [least, most] = OWN_BOUNDS[name];
    if (!(Number.isSafeInteger(value) && value >= least && value <= most))
      throw new RangeError(`${name}: expected a whole number from ${least} to ${most}, found ${value}`);
  };
  check('n', n);
  check('looks', looks);
  if (baselineRuns !== null) check('baselineRuns', baselineRuns);
  for (const [name, share] of [
    ['baseline', baseline[0]] as const,
    ['baseline', baseline[1]] as const,
    ['observed', observed] as const,
  ])
    if (!(share >= 0 && share <= 1))
      throw new RangeError(`${name}: expected a share from 0 to 100 %, found ${100 * share} %`);
  if (baseline[0] > baseline[1])
    throw new RangeError(
      `baseline: expected its lower end first, found ${100 * baseline[0]} to ${100 * baseline[1]} %`,
    );
}
