import { createRandom } from '../../experiment/random.ts';
import { mixedSeed } from '../../experiment/traffic/variates.ts';
import { normalQuantile } from '../../numerics/inference/normal.ts';
import { checkWhole } from './check-whole.ts';
import { pearson } from './pearson.ts';
import type { RatePoint, TimelineEvent, TimelineEventKind } from './read-timeline.ts';

/** How events become a series that rates can be compared with. */
export interface LongitudinalOptions {
  readonly kinds: readonly TimelineEventKind[];
  /** `day`: events of each day. `since`: of all days so far, as of adoptions, whose users stay. */
  readonly counted: 'day' | 'since';
  /** Rates are compared with events of so many days before, 0 up to this. */
  readonly mostLag: number;
  /** Days that are drawn together; null: the cube root of the number of days, at least as far as neighbours still resemble each other. */
  readonly block: number | null;
  readonly seed: number;
}

export interface LagCorrelation {
  /** Days from an event to the rate that it is compared with. */
  readonly lag: number;
  /** Pairs of days. */
  readonly n: number;
  /** Pearson's; null where either side never changes, or of fewer than `LEAST_PAIRS`. */
  readonly r: number | null;
  /** Interval of 95 % for this lag alone, and of 95 % for all lags together (Bonferroni). */
  readonly low: number;
  readonly high: number;
  readonly lowAll: number;
  readonly highAll: number;
  /** What so many pairs are worth that resemble their neighbours: n (1 - a b) / (1 + a b), a and b the correlations of neighbours. */
  readonly effectiveN: number;
}

export interface LongitudinalOutcome {
  readonly lags: readonly LagCorrelation[];
  readonly block: number;
  readonly draws: number;
  /** Correlation of rates with those of the day before; null where there is none. */
  readonly autocorrelation: number | null;
  readonly days: number;
  readonly events: number;
  /** Lags whose interval for all together leaves 0 out. */
  readonly standing: readonly number[];
}

/** Fewer pairs of days say nothing worth an interval. */
export const LEAST_PAIRS = 12;
export const DRAWS = 1999;
export const MOST_LAG = 28;

interface Pairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Correlates events with pass rates of the same and of later days. Intervals are by the moving-block bootstrap (H. R. Künsch 1989): pairs
 * of neighbouring days are drawn together, since they resemble each other; where Fisher's are wider, those. Throws RangeError of a lag or block that cannot be.
 * Lag by lag, for whoever has other things to do in between.
 */
export function* correlatingLags(
  rates: readonly RatePoint[],
  events: readonly TimelineEvent[],
  options: LongitudinalOptions,
): Generator<LagCorrelation, LongitudinalOutcome, void> {
  const { kinds, mostLag, seed } = options;
  checkWhole('mostLag', mostLag, [0, MOST_LAG]);
  if (options.block !== null) checkWhole('block', options.block, [1, Math.max(1, rates.length)]);
  const chosen = events.filter(({ kind }) => kinds.includes(kind));
  const autocorrelation = neighbours(rates);
  const block = options.block ?? blockOf(rates.length, autocorrelation);
  const lags: LagCorrelation[] = [];
  for (let lag = 0; lag <= mostLag; lag++) {
    const drawing = { block, level: 0.05, lags: mostLag + 1, seed: mixedSeed(seed, lag) };
    const found = lagged(pairsOf(rates, chosen, lag, options.counted), lag, drawing);
    lags.push(found);
    yield found;
  }
  const standing = lags.filter(({ r, lowAll, highAll }) => r !== null && (lowAll > 0 || highAll < 0));
  return {
    ...{ lags, block, draws: DRAWS, autocorrelation, days: rates.length, events: chosen.length },
    standing: standing.map(({ lag }) => lag),
  };
}

/** Of each day with a rate, how many events there were `lag` days before, that day or so far. Both are in the order of days. */
function pairsOf(
  rates: readonly RatePoint[],
  events: readonly TimelineEvent[],
  lag: number,
  counted: LongitudinalOptions['counted'],
): Pairs {
  let [before, until] = [0, 0];
  const x = Float64Array.from(rates, ({ day }) => {
    while (before < events.length && events[before].day < day - lag) before++;
    while (until < events.length && events[until].day <= day - lag) until++;
    return counted === 'day' ? until - before : until;
  });
  return { x, y: Float64Array.from(rates, ({ passed, total }) => passed / total) };
}

interface Drawing {
  readonly block: number;
  readonly level: number;
  readonly lags: number;
  readonly seed: number;
}

function lagged(pairs: Pairs, lag: number, { block, level, lags, seed }: Drawing): LagCorrelation {
  const n = pairs.x.length;
  const r = n < LEAST_PAIRS ? null : pearson(pairs.x, pairs.y);
  if (r === null) return { lag, n, r, low: -1, high: 1, lowAll: -1, highAll: 1, effectiveN: 0 };
  const draws = blockDraws(pairs, Math.min(block, n), seed);
  const both = (shifted(pairs.x) ?? 0) * (shifted(pairs.y) ?? 0);
  const effectiveN = Math.min(n, (n * (1 - both)) / (1 + both));
  const [low, high] = wider(ends(draws, level), fisherEnds(r, effectiveN, level));
  const [lowAll, highAll] = wider(ends(draws, level / lags), fisherEnds(r, effectiveN, level / lags));
  return { lag, n, r, low, high, lowAll, highAll, effectiveN };
}

type Ends = readonly [low: number, high: number];

/** Blocks are few where events are: their draws alone leave out more than they should. */
const wider = ([lowA, highA]: Ends, [lowB, highB]: Ends): Ends => [
  Math.min(lowA, lowB),
  Math.max(highA, highB),
];

/** R. A. Fisher's (1921), with as many pairs as these are worth. */
function fisherEnds(r: number, pairs: number, level: number): Ends {
  const centre = Math.atanh(Math.max(-0.999999, Math.min(0.999999, r)));
  const half = normalQuantile(1 - level / 2) / Math.sqrt(Math.max(1, pairs - 3));
  return [Math.tanh(centre - half), Math.tanh(centre + half)];
}

/** (draws) ascending; a draw in which either side never changes has a correlation of 0. */
function blockDraws({ x, y }: Pairs, block: number, seed: number): Float64Array {
  const n = x.length;
  const random = createRandom(seed);
  const [drawnX, drawnY] = [new Float64Array(n), new Float64Array(n)];
  const found = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let at = 0; at < n; at += block) {
      const from = random.below(n - block + 1);
      const taken = Math.min(block, n - at);
      drawnX.set(x.subarray(from, from + taken), at);
      drawnY.set(y.subarray(from, from + taken), at);
    }
    found[draw] = pearson(drawnX, drawnY) ?? 0;
  }
  return found.sort();
}

function ends(sorted: Float64Array, level: number): Ends {
  const out = Math.floor((level / 2) * sorted.length);
  return [sorted[out], sorted[sorted.length - 1 - out]];
}

/** Correlation of a series with itself one place on. */
function shifted(values: Float64Array): number | null {
  return values.length < 3 ? null : pearson(values.subarray(0, -1), values.subarray(1));
}

/** Of days and the days before them, where both are there. */
function neighbours(rates: readonly RatePoint[]): number | null {
  const pairs = rates.flatMap((point, i) => (i > 0 && rates[i - 1].day === point.day - 1 ? [i] : []));
  const rate = (i: number) => rates[i].passed / rates[i].total;
  if (pairs.length < LEAST_PAIRS) return null;
  return pearson(
    Float64Array.from(pairs, (i) => rate(i - 1)),
    Float64Array.from(pairs, rate),
  );
}

/** Longer where neighbours resemble each other: to where an autoregression of first order has fallen below a tenth. */
function blockOf(n: number, autocorrelation: number | null): number {
  const root = Math.ceil(Math.cbrt(n));
  const rho = Math.min(0.95, Math.max(0, autocorrelation ?? 0));
  const reach = rho > 0.1 ? Math.ceil(Math.log(0.1) / Math.log(rho)) : 1;
  return Math.max(1, Math.min(Math.max(root, reach), Math.floor(n / 4)));
}
