import { mixBits } from '../numerics/gumbel.ts';
import type { MathName } from '../numerics/math-name.ts';
import { exp } from '../numerics/portable/portable-math.ts';
import { type Accept, coupled, draftedTokens } from './acceptance.ts';
import type { Decoding } from './arm-spec.ts';
import { decodingOfSlice, drawKey } from './own-decoding.ts';
import { type Sample, wholeLogits } from './step-output.ts';

/** (vocabulary) probabilities that a drafted token was drawn from; null where it was proposed without a draw, so that it was certain. */
export type DraftedFrom = readonly number[] | Float64Array | null;

/** What a draw is for: draws of one place for two purposes know nothing of each other. */
const PURPOSES = { accept: 0x41636365, remainder: 0x52656d61, draft: 0x44726166 } as const;

/**
 * Rejection sampling (Leviathan et al. 2023, Chen et al. 2023): a drafted token x stands with probability min(1, p(x) / q(x)), p the target's
 * distribution there and q the draft's; the first that does not is drawn again from what p has beyond q. A request's tokens have the
 * distribution of plain decoding then, though not its draws. Draws follow from seed, request and position alone. Of a request that is
 * greedy by itself a draft stands while it is what would be chosen. Throws RangeError where a sample has no whole logits.
 */
export function rejection(
  decoding: Decoding,
  drawnFrom: (request: string) => readonly DraftedFrom[],
  math: MathName = 'native',
): Accept {
  return (slice, samples) => {
    const own = decodingOfSlice(slice, decoding);
    if (own.temperature === 0) return coupled(slice, samples);
    const key = drawKey(own, slice.request);
    const from = drawnFrom(slice.request);
    const kept: Sample[] = [];
    for (const [i, token] of draftedTokens(slice).entries()) {
      const sample = samples[i];
      if (!sample.finite) return [...kept, sample];
      const logits = wholeLogits(sample);
      const p = probabilities(logits, own.temperature, math);
      const draw = (purpose: number) => uniform(own.seed, key, sample.index + 1, purpose);
      const stands = accepts(p[token], from[i]?.[token] ?? 1, draw(PURPOSES.accept));
      const chosen = stands ? token : drawn(remainder(p, from[i], token), draw(PURPOSES.remainder));
      kept.push({ ...sample, token: chosen, logit: logits[chosen] });
      if (!stands) return kept;
    }
    return [...kept, samples[kept.length]];
  };
}

/** Whether a token of probability p stands that was drawn with probability q. `u`: uniform in (0, 1). */
export function accepts(p: number, q: number, u: number): boolean {
  return u * q < p;
}

/** (vocabulary) what p has beyond q, not normalised; q null: all of it at `token`. */
export function remainder(p: ArrayLike<number>, q: DraftedFrom, token: number): Float64Array {
  return Float64Array.from(p, (each, id) => Math.max(0, each - (q ? q[id] : Number(id === token))));
}

/** The token at which weights, added in the order of ids, pass the share `u` of their sum. Throws RangeError where all are 0. */
export function drawn(weights: ArrayLike<number>, u: number): number {
  let sum = 0;
  for (let id = 0; id < weights.length; id++) sum += weights[id];
  let [left, last] = [u * sum, -1];
  for (let id = 0; id < weights.length; id++) {
    if (weights[id] === 0) continue;
    last = id;
    left -= weights[id];
    if (left < 0) return id;
  }
  if (last < 0) throw new RangeError('nothing to draw from: every weight is 0');
  return last;
}

/** Portable: sums and quotients of f64 are the same in every JavaScript, `Math.exp` is not. */
const EXP: Record<MathName, (x: number) => number> = {
  native: (x) => Math.exp(x),
  portable: (x) => exp(Math.fround(x)),
};

/** (vocabulary) softmax(logits / temperature), in f64; exponentials in portable arithmetic are f32. */
export function probabilities(
  logits: ArrayLike<number>,
  temperature: number,
  math: MathName = 'native',
): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) most = Math.max(most, logits[id]);
  const weights = Float64Array.from(logits, (logit) => EXP[math]((logit - most) / temperature));
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => weight / sum);
}

/** Of a draft model whose tokens are to be accepted by rejection: its draws must know nothing of the target's. */
export function draftSeed(seed: number): number {
  return mixBits(seed ^ PURPOSES.draft);
}

/** In (0, 1), by a counter-based hash. */
function uniform(seed: number, request: number, position: number, purpose: number): number {
  const hash = mixBits(seed ^ mixBits(request ^ mixBits(position ^ mixBits(purpose))));
  return (hash + 0.5) * 2 ** -32;
}
