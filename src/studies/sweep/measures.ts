/** How a measure's values are summed up: shares of yes, means, times until something happens, or counts of what is different. */
export type MeasureKind = 'share' | 'mean' | 'survival' | 'count';

export interface MeasureInfo {
  readonly kind: MeasureKind;
  /** What its values are counted in, as it is written behind a number; empty where they are shares. */
  readonly unit: string;
  /** Of two arms that `compare` pairs, told at the first's observation; else of one arm by itself. */
  readonly pair: boolean;
  /** Whether repeating a job gives the same value to the bit: what a real clock measured does not. */
  readonly exact: boolean;
}

const ofOne = (kind: MeasureKind, unit: string): MeasureInfo => ({ kind, unit, pair: false, exact: true });
const ofPair = (kind: MeasureKind, unit: string): MeasureInfo => ({ kind, unit, pair: true, exact: true });

/** All that a study can measure of a unit (a task or another probe) in an arm; one home for their names. */
export const MEASURES = {
  /** 1 where a task was answered right. */
  pass: ofOne('share', ''),
  /** Different completions among observations of a unit; told by their hashes. */
  distinct: ofOne('count', 'completions'),
  length: ofOne('mean', 'tokens'),
  /** 1 where the answer says a run of its tokens again, of 16 or more. */
  loops: ofOne('share', ''),
  /** Worked steps of an answer. */
  steps: ofOne('mean', 'steps'),
  /** Of the first position that was sampled, mean over positions up to the fork: logit(top1) - logit(top2). */
  margin: ofOne('mean', 'logits'),
  /** Of a run's clock: to the first token, between tokens, to the end. */
  ttft: { ...ofOne('mean', 'ms'), exact: false },
  tpot: { ...ofOne('mean', 'ms'), exact: false },
  e2el: { ...ofOne('mean', 'ms'), exact: false },
  /** Weights that a step reads and a request's KV cache. */
  bytes: ofOne('mean', 'bytes'),
  /** Drafted tokens that stood, a verification. */
  accepted: ofOne('mean', 'tokens'),
  /** Generated tokens before the first that differs; censored where none does. */
  tokensToFork: ofPair('survival', 'tokens'),
  /** 1 where any logit bit of a comparable position differs. */
  bits: ofPair('share', ''),
  /** 1 where any token differs. */
  fork: ofPair('share', ''),
  /** Largest KL divergence of next-token distributions over comparable positions. */
  kl: ofPair('mean', 'nats'),
} as const satisfies Readonly<Record<string, MeasureInfo>>;

export type Measure = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as readonly Measure[];
