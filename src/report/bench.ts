import type { OurEngine } from '../bench/our-arms.ts';
import type { OperationTime } from '../bench/report.ts';
import type { Interval } from '../bench/statistics.ts';
import type { Price } from '../bench/summary.ts';
import type { InnerCall } from '../engines/webgpu/dispatches.ts';
import { CURE } from '../numerics/sets/sets.ts';
import { percentWords } from '../results/amounts.ts';
import { OUTPUT_WORDS } from './output.ts';

/** Three digits at least where there are as many. */
export function rateText(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate >= 10 ? rate.toFixed(1) : rate.toFixed(2);
}

/** `1.34 (1.28 to 1.41)`. */
export function ratioText({ estimate, low, high }: Interval, digits = 2): string {
  return `${estimate.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** The one definition of the price (DESIGN: budgets): what every page and report means by it. */
export const PRICE_OF_INVARIANCE =
  'The price of invariance is the invariant set’s time over that of the fastest correct kernels we have, in the same repeats: one of the lab’s own sets, or “fast” kernels, which may add in any order and which only a bench runs.';

/** Kernel calls that no output is named after; the others are named as the microscope names what they make. */
const CALL_WORDS: Readonly<Record<InnerCall, string>> = {
  first_norm: 'first norm',
  qk_norm: 'norms of queries and keys',
  rope_kv: 'RoPE, keys and values to the cache',
  o_scale: 'scaling what attention gives',
  down_scale: 'scaling what the MLP gives',
  capacity: 'room of the experts',
  merge: 'merging attention’s splits',
  sample_slices: 'looking at each slice of the logits',
  sample_merge: 'choosing the token',
};

const OWN_WORDS: Readonly<Partial<Record<string, string>>> = {
  norm: 'residual and attention norm',
  mlp_norm: 'residual and MLP norm',
  final_norm: 'residual and final norm',
  attention: 'attention over the splits',
  head: 'head',
};

/** A timed operation in words; one of another version's report keeps its name. */
export function operationWords(name: string): string {
  const known = { ...OUTPUT_WORDS, ...CALL_WORDS, ...OWN_WORDS } as Readonly<Partial<Record<string, string>>>;
  return known[name] ?? name;
}

/** Names the fastest: `1.12 (1.08 to 1.15) against fast`; `1.00, the fastest` where nothing is faster. */
export function priceText({ fastest, ratio }: Price): string {
  return fastest === CURE ? '1.00, the fastest' : `${ratioText(ratio)} against ${fastest}`;
}

/** The fast kernels are no set that anybody could choose. */
export function kernelsName(engine: OurEngine): string {
  return engine === 'fast' ? 'the fast kernels' : `the ${engine} set`;
}

export function gigaText(rate: number): string {
  return rateText(rate / 1e9);
}

export function limitText({ ofLimit, boundBy }: OperationTime): string {
  return ofLimit === null ? 'unknown' : `${percentWords(ofLimit, 0)} of ${boundBy}`;
}
