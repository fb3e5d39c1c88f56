import { TOP } from '../../kernels/sample.ts';
import { digestOf } from '../../numerics/digest.ts';
import { multiplyThenAdd } from '../../numerics/fma.ts';
import { gumbel, requestKey } from '../../numerics/gumbel.ts';
import { highestOf } from '../../numerics/highest.ts';
import type { Decoding } from '../../steps/arm-spec.ts';
import type { Sample } from '../../steps/step-output.ts';

/** Chooses the token for `position` from logits, as shaders/sample_slices.wgsl does, and reports the highest logits. */
export function sampleLogits(
  request: string,
  position: number,
  logits: Float32Array,
  decoding: Decoding,
): Sample {
  const order = highestOf(logits, TOP);
  // Of a row that is no number at all any token: the request ends.
  const [best = 0] = order;
  return {
    request,
    token: decoding.temperature === 0 ? best : perturbedChoice(request, position, logits, decoding),
    digest: digestOf(logits),
    logits,
    top: order.map((id) => ({ token: id, logit: logits[id] })),
    logSumExp: Math.fround(logits[best] + Math.log(exponentialsOf(logits, logits[best]))),
    finite: logits.every(Number.isFinite),
  };
}

/** Argmax of logit / temperature + noise, ties to the lower id. */
function perturbedChoice(
  request: string,
  position: number,
  logits: Float32Array,
  { temperature, seed }: Decoding,
): number {
  const key = requestKey(request);
  const inverse = Math.fround(1 / temperature);
  let [token, most] = [0, Number.NEGATIVE_INFINITY];
  for (let candidate = 0; candidate < logits.length; candidate++) {
    const noise = gumbel(seed, key, position, candidate);
    const preference = multiplyThenAdd(logits[candidate], inverse, noise);
    if (preference > most) [token, most] = [candidate, preference];
  }
  return token;
}

/** Sum of exp(logit - highest). */
function exponentialsOf(logits: Float32Array, highest: number): number {
  let sum = 0;
  for (let token = 0; token < logits.length; token++) sum += Math.exp(logits[token] - highest);
  return sum;
}
