import { createRandom, type Random } from '../../experiment/random.ts';
import { mixedSeed } from '../../experiment/traffic/variates.ts';
import { meanRate, type TrackedSource } from './tracked-source.ts';

/** What days are compared with: the true rate, or one that is estimated from so many runs before the first day. */
export type TrackerBaseline = { readonly kind: 'known' } | { readonly kind: 'runs'; readonly runs: number };

/** How a tracker asks. */
export interface TrackerPlan {
  /** Tasks a day. */
  readonly perDay: number;
  readonly days: number;
  /** The first day of the fault, 1 or later; null: it never comes. */
  readonly faultDay: number | null;
  /** The same tasks every day, or a fresh sample. */
  readonly tasks: 'same' | 'fresh';
  readonly baseline: TrackerBaseline;
  readonly seed: number;
}

/** A day's answers. */
export interface TrackedDay {
  readonly passed: number;
  /** Against the reference run of the same tasks: passed there alone, and here alone; null where tasks are fresh. */
  readonly onlyBefore: number | null;
  readonly onlyNow: number | null;
}

/** One simulated stretch of days. */
export interface Course {
  /** Pass rate that days are compared with, as the tracker knows it. */
  readonly baseline: number;
  /** Of an estimated one, how many of its runs passed; null where it is known. */
  readonly baselinePassed: number | null;
  readonly days: readonly TrackedDay[];
}

/** The `index`-th of many courses of a plan: it follows from source, plan, seed and index alone. */
export function simulateCourse(source: TrackedSource, plan: TrackerPlan, index: number): Course {
  const random = createRandom(mixedSeed(plan.seed, index));
  const asker = new Asker(source, plan, random);
  const reference = plan.tasks === 'same' ? asker.ask(source.before) : null;
  const { baseline, baselinePassed } = baselineOf(plan, source, asker);
  const days = Array.from({ length: plan.days }, (_, i) => {
    const day = plan.faultDay === null ? 0 : i + 2 - plan.faultDay;
    return dayOf(asker.ask(day > 0 ? ratesOn(day, source) : source.before), reference);
  });
  return { baseline, baselinePassed, days };
}

function ratesOn(day: number, { after, afterOn }: TrackedSource): Float64Array {
  return afterOn ? afterOn(day) : after;
}

function baselineOf(
  { baseline, perDay }: TrackerPlan,
  source: TrackedSource,
  asker: Asker,
): Pick<Course, 'baseline' | 'baselinePassed'> {
  if (baseline.kind === 'known') return { baseline: asker.rateOf(source.before), baselinePassed: null };
  let passed = 0;
  for (let left = baseline.runs; left > 0; left -= perDay)
    passed += countOf(asker.ask(source.before).subarray(0, Math.min(left, perDay)));
  return { baseline: passed / baseline.runs, baselinePassed: passed };
}

function dayOf(answers: Uint8Array, reference: Uint8Array | null): TrackedDay {
  const passed = countOf(answers);
  if (!reference) return { passed, onlyBefore: null, onlyNow: null };
  let onlyNow = 0;
  for (let i = 0; i < answers.length; i++) onlyNow += answers[i] & ~reference[i];
  return { passed, onlyNow, onlyBefore: countOf(reference) - (passed - onlyNow) };
}

function countOf(answers: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < answers.length; i++) count += answers[i];
  return count;
}

/** Chooses a day's tasks and has them answered. */
class Asker {
  readonly #random: Random;
  readonly #order: Uint16Array;
  readonly #fresh: boolean;
  /** (perDay) answers of the day, in an array of their own each time. */
  readonly #perDay: number;

  constructor({ before }: TrackedSource, { perDay, tasks }: TrackerPlan, random: Random) {
    this.#random = random;
    this.#order = Uint16Array.from(before.keys());
    this.#perDay = perDay;
    this.#fresh = tasks === 'fresh';
    this.#shuffle();
  }

  /** Fisher and Yates, as far as tasks are asked. More than there are: every one as often as it goes, then a part of them. */
  #shuffle(): void {
    const order = this.#order;
    const most = Math.min(this.#perDay % order.length || order.length, order.length - 1);
    for (let i = 0; i < most; i++) {
      const other = i + this.#random.below(order.length - i);
      [order[i], order[other]] = [order[other], order[i]];
    }
  }

  ask(rates: Float64Array): Uint8Array {
    if (this.#fresh) this.#shuffle();
    const order = this.#order;
    const answers = new Uint8Array(this.#perDay);
    for (let i = 0; i < answers.length; i++)
      answers[i] = Number(this.#random.next() < rates[order[i % order.length]] * 2 ** 32);
    return answers;
  }

  /** Expected pass rate of what is asked: of these tasks, or of any. */
  rateOf(rates: Float64Array): number {
    if (this.#fresh) return meanRate(rates);
    return meanRate(
      Float64Array.from({ length: this.#perDay }, (_, i) => rates[this.#order[i % this.#order.length]]),
    );
  }
}
