import { createRandom } from '../../experiment/random.ts';
import { bcaInterval, bootstrap } from '../../numerics/inference/bootstrap.ts';
import type { ValueInterval } from '../../numerics/inference/interval.ts';
import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import { pairedRatio } from '../../numerics/inference/paired-ratio.ts';
import type { ModelAudit, TextQuality, VariantAudit } from './model-audit.ts';

/** What the article asks for: so much of the quality at so much of the cost. */
export const QUALITY_ASKED = 0.99;
export const COST_ASKED = 0.5;

/** `unknown`: the interval holds both answers. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** A variant beside the first, at one batch; all intervals at 95 %. */
export interface FrontierRow {
  readonly id: string;
  /** Tasks passed over those of the first; null: there are no tasks, or the first passes none. */
  readonly tasks: TasksBeside | null;
  /** The first one's perplexity over this one's: 1 is as good, less is worse. Of another vocabulary, per token of the first. */
  readonly text: ValueInterval;
  /** Time, and so cost, of a request over the first one's. */
  readonly cost: ValueInterval;
  /** Cost of 1,000 requests; null: no price is known. */
  readonly costPerThousand: number | null;
  readonly tokensPerSecond: number;
  /** Of weights on the engine, over the first one's; null: it does not tell. */
  readonly bytes: number | null;
  readonly answers: Answers;
}

export interface TasksBeside {
  readonly passed: number;
  readonly total: number;
  /** Passed by this one alone, and by the first alone. */
  readonly won: number;
  readonly lost: number;
  readonly ratio: ValueInterval;
  /** Two-sided, McNemar's exact test. */
  readonly p: number;
}

/** 99 % of the quality, 50 % of the cost, and both; quality by tasks where there are any, and by text. */
export interface Answers {
  readonly byTasks: Verdict | null;
  readonly byText: Verdict;
  readonly cost: Verdict;
  /** Of `byTasks`, or of `byText` where there are none, with `cost`. */
  readonly both: Verdict;
}

/** The same draws at every call: an audit is judged alike on every machine. */
const SEED = 21;

/** Every variant but the first beside the first, at a batch of the audit. Throws RangeError where the audit has no such batch. */
export function frontierOf({ variants }: Pick<ModelAudit, 'variants'>, batch: number): FrontierRow[] {
  const [first, ...others] = variants;
  return others.map((variant) => rowOf(first, variant, batch));
}

function rowOf(first: VariantAudit, variant: VariantAudit, batch: number): FrontierRow {
  const [a, b] = [latenciesAt(variant, batch), latenciesAt(first, batch)];
  const tasks = tasksBeside(first.quality.passed, variant.quality.passed);
  const text = textRatio(first.quality.texts, variant.quality.texts);
  const cost = costRatio(b.waves, a.waves);
  const at = variant.latencies.indexOf(a);
  return {
    ...{ id: variant.id, tasks, text, cost },
    costPerThousand: variant.costPerThousand?.[at] ?? null,
    tokensPerSecond: a.tokensPerSecond,
    bytes: variant.memory && first.memory ? variant.memory.weights / first.memory.weights : null,
    answers: answersOf(tasks, text, cost),
  };
}

function latenciesAt({ id, latencies }: VariantAudit, batch: number): VariantAudit['latencies'][number] {
  const found = latencies.find((each) => each.batch === batch);
  if (found) return found;
  const known = latencies.map((each) => each.batch).join(', ');
  throw new RangeError(`${id}: expected a batch of ${known}, found ${batch}`);
}

/** Task by task. Throws RangeError where the two were asked other tasks. */
export function tasksBeside(first: readonly (0 | 1)[], own: readonly (0 | 1)[]): TasksBeside | null {
  if (first.length !== own.length)
    throw new RangeError(`expected the same tasks, found ${first.length} and ${own.length}`);
  const passed = own.filter((each) => each === 1).length;
  if (!first.includes(1)) return null;
  const count = (a: 0 | 1, b: 0 | 1) => own.filter((each, i) => each === a && first[i] === b).length;
  const [both, won, lost] = [count(1, 1), count(1, 0), count(0, 1)];
  const ratio = pairedRatio({ both, onlyA: won, onlyB: lost, pairs: own.length });
  return { passed, total: own.length, won, lost, ratio, p: mcNemarExact(won, lost) };
}

/** exp of the difference of mean losses, texts drawn together (BCa bootstrap, expanded for how few they are). Throws RangeError of other texts. */
export function textRatio(first: readonly TextQuality[], own: readonly TextQuality[]): ValueInterval {
  if (first.length !== own.length || first.length === 0)
    throw new RangeError(`expected the same texts, found ${first.length} and ${own.length}`);
  const statistic = (weights: Float64Array) => {
    let [excess, tokens] = [0, 0];
    weights.forEach((weight, i) => {
      excess += weight * (first[i].loss - own[i].loss);
      tokens += weight * first[i].tokens;
    });
    return Math.exp(excess / tokens);
  };
  return interval(first.length, statistic);
}

/** Mean time of a wave over that of the first's, waves that were served in one round drawn together. */
export function costRatio(first: readonly number[], own: readonly number[]): ValueInterval {
  const waves = Math.min(first.length, own.length);
  const statistic = (weights: Float64Array) => {
    let [a, b] = [0, 0];
    weights.forEach((weight, i) => {
      a += weight * own[i];
      b += weight * first[i];
    });
    return a / b;
  };
  return interval(waves, statistic);
}

function interval(units: number, statistic: (weights: Float64Array) => number): ValueInterval {
  const drawn = bootstrap([units], statistic, createRandom(SEED));
  // Of one unit nothing is known but its value.
  if (units < 2) return { value: drawn.value, low: 0, high: Number.POSITIVE_INFINITY };
  return bcaInterval(drawn, 0.05, units);
}

function answersOf(tasks: TasksBeside | null, text: ValueInterval, cost: ValueInterval): Answers {
  const byTasks = tasks && atLeast(tasks.ratio, QUALITY_ASKED);
  const byText = atLeast(text, QUALITY_ASKED);
  const cheap = atMost(cost, COST_ASKED);
  return { byTasks, byText, cost: cheap, both: and(byTasks ?? byText, cheap) };
}

function atLeast({ low, high }: ValueInterval, bound: number): Verdict {
  if (low >= bound) return 'yes';
  return high < bound ? 'no' : 'unknown';
}

function atMost({ low, high }: ValueInterval, bound: number): Verdict {
  if (high <= bound) return 'yes';
  return low > bound ? 'no' : 'unknown';
}

function and(a: Verdict, b: Verdict): Verdict {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unknown';
}

/** The answer to the question over all variants: yes where any has both, no where none can. */
export function answerOf(rows: readonly FrontierRow[]): Verdict {
  const each = rows.map(({ answers }) => answers.both);
  if (each.includes('yes')) return 'yes';
  return each.includes('unknown') ? 'unknown' : 'no';
}

/** Whether another variant is at least as good and at least as cheap, and one of both more so: such a one is not on the frontier. */
export function dominated(point: Point, others: readonly Point[]): boolean {
  return others.some(
    (other) =>
      other.quality >= point.quality &&
      other.cost <= point.cost &&
      (other.quality > point.quality || other.cost < point.cost),
  );
}

/** Ratios to the first variant. */
export interface Point {
  readonly quality: number;
  readonly cost: number;
}

/** Passes of the first variant below which no outcome could tell that 99 % are kept: with none lost the score interval begins at n / (n + z²), z² being 3.84. */
export function passesNeeded(asked = QUALITY_ASKED): number {
  let passes = 1;
  while (pairedRatio({ both: passes, onlyA: 0, onlyB: 0, pairs: passes }).low < asked) passes++;
  return passes;
}
