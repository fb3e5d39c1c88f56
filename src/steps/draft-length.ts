import { mixBits } from '../numerics/gumbel.ts';

/** How many tokens are drafted in a step: always as many, or by how many requests decode in it. */
export type DraftLength =
  | number
  /** By goodput(k) = E(k) / (k c + 1 + verify(k)), from what drafts came to and took so far. */
  | 'auto'
  /** The length whose steps have given most tokens a millisecond so far. */
  | 'bandit'
  /** From so many requests on so many tokens; below the first entry none. */
  | { readonly table: readonly DraftLengthEntry[] };

export interface DraftLengthEntry {
  readonly requests: number;
  readonly k: number;
}

/** Most drafted tokens of a request in a step. */
export const MOST_DRAFTED = 8;

export function mostOf(length: DraftLength): number {
  if (typeof length === 'number') return length;
  return typeof length === 'string' ? MOST_DRAFTED : Math.max(...length.table.map(({ k }) => k));
}

/** A step in which all `requests` that it was planned for decode. */
export interface DraftedStep {
  readonly requests: number;
  readonly k: number;
  /** Of each request's drafts, how many stand. */
  readonly accepted: readonly number[];
  readonly draftMilliseconds: number;
  readonly milliseconds: number;
}

/** What is known of steps with about so many requests; a value. */
interface Bucket {
  /** (k) steps, and smoothed tokens a millisecond of them. */
  readonly times: readonly number[];
  readonly speeds: readonly number[];
  /** Smoothed milliseconds of a step without drafts; null until there was one. */
  readonly plain: number | null;
  /** Smoothed, a drafted token: milliseconds of drafting, and by how much verifying is longer than a plain step. */
  readonly drafting: number;
  readonly verifying: number;
  /** (i) smoothed share of requests of which at least i + 1 drafts stand, of those for which so many were drafted. */
  readonly stands: readonly (number | null)[];
  /** Length in use. */
  readonly k: number;
}

/** What an arm has learnt of its drafts, by how many requests decode together: in powers of two. */
export interface DraftLengthState {
  readonly steps: number;
  readonly buckets: ReadonlyMap<number, Bucket>;
}

export const NOTHING_LEARNT: DraftLengthState = { steps: 0, buckets: new Map() };

const LENGTHS = Array.from({ length: MOST_DRAFTED + 1 }, (_, k) => k);
/** Weight of the newest step. */
const NEWEST = 0.15;
/** Share of steps that try another length. */
const EXPLORED = 0.1;
/** By how much another length must be better to be changed to. */
const BETTER = 1.05;
/** Lengths that each bucket tries once before anything is known of it. */
const FIRST_TRIED = [0, 4, 2, 8, 1];

const FRESH: Bucket = {
  ...{ times: LENGTHS.map(() => 0), speeds: LENGTHS.map(() => 0), plain: null, drafting: 0, verifying: 0 },
  ...{ stands: LENGTHS.slice(1).map(() => null), k: 0 },
};

const bucketOf = (requests: number) => Math.floor(Math.log2(Math.max(1, requests)));

/** Tokens to draft for each of so many requests that decode in the next step. */
export function draftLength(
  length: DraftLength,
  state: DraftLengthState,
  requests: number,
  seed: number,
): number {
  if (typeof length === 'number') return length;
  if (typeof length === 'object') return length.table.findLast((entry) => entry.requests <= requests)?.k ?? 0;
  const bucket = state.buckets.get(bucketOf(requests)) ?? FRESH;
  const untried = FIRST_TRIED.find((k) => bucket.times[k] === 0);
  if (untried !== undefined) return untried;
  const draw = mixBits(seed ^ mixBits(state.steps + 1));
  if (draw < EXPLORED * 2 ** 32) return mixBits(draw) % LENGTHS.length;
  return bucket.k;
}

/** With one more step; the length in use changes where another one is clearly better. */
export function learnt(length: DraftLength, state: DraftLengthState, step: DraftedStep): DraftLengthState {
  if (typeof length !== 'string') return state;
  const at = bucketOf(step.requests);
  const seen = withStep(state.buckets.get(at) ?? FRESH, step);
  const worth = (k: number) => (length === 'auto' ? goodput(seen, k) : seen.speeds[k]);
  const best = LENGTHS.reduce((most, k) => (worth(k) > worth(most) ? k : most), 0);
  const k = worth(best) > BETTER * worth(seen.k) ? best : seen.k;
  return { steps: state.steps + 1, buckets: new Map(state.buckets).set(at, { ...seen, k }) };
}

/** Tokens a request and step over its time, in steps without drafts. Where nothing is known of a length its drafts stand as often as those before. */
function goodput({ plain, drafting, verifying, stands }: Bucket, k: number): number {
  if (plain === null) return 0;
  let [expected, all, last] = [1, 1, 0.5];
  for (let i = 0; i < k; i++) {
    const share = stands[i];
    if (share !== null && all > 0) last = Math.min(1, share / all);
    all = share ?? all * last;
    expected += all;
  }
  return expected / (1 + (k * (drafting + verifying)) / plain);
}

function withStep(
  bucket: Bucket,
  { k, requests, accepted, draftMilliseconds, milliseconds }: DraftedStep,
): Bucket {
  const times = bucket.times.with(k, bucket.times[k] + 1);
  const tokens = accepted.reduce((sum, count) => sum + count, requests);
  const speed = tokens / Math.max(draftMilliseconds + milliseconds, Number.MIN_VALUE);
  const first = bucket.times[k] === 0;
  const speeds = bucket.speeds.with(k, first ? speed : smoothed(bucket.speeds[k], speed));
  if (k === 0) return { ...bucket, times, speeds, plain: smoothed(bucket.plain, milliseconds) };
  const known = bucket.times.some((count, length) => length > 0 && count > 0);
  const stands = bucket.stands.map((share, i) => {
    if (i >= k || accepted.length === 0) return share;
    return smoothed(share, accepted.filter((count) => count > i).length / accepted.length);
  });
  const longer = Math.max(0, milliseconds - (bucket.plain ?? milliseconds));
  return {
    ...{ ...bucket, times, speeds, stands },
    drafting: smoothed(known ? bucket.drafting : null, draftMilliseconds / k),
    verifying: smoothed(known ? bucket.verifying : null, longer / k),
  };
}

function smoothed(before: number | null, now: number): number {
  return before === null ? now : before + NEWEST * (now - before);
}
