import { TOP } from '../../kernels/top_k.ts';
import { digestOf } from '../../numerics/digest.ts';
import { multiplyThenAdd } from '../../numerics/fma.ts';
import { gumbel, requestKey } from '../../numerics/gumbel.ts';
import type { Decoding } from '../../steps/arm-spec.ts';
import type { Sample } from '../../steps/step-output.ts';

/** Chooses the token for `position` from logits, as shaders/choose.wgsl does, and reports the highest logits. */
export function sampleLogits(
  request: string,
  position: number,
  logits: Float32Array,
  decoding: Decoding,
): Sample {
  const key = requestKey(request);
  const inverse = decoding.temperature === 0 ? 0 : Math.fround(1 / decoding.temperature);
  const preference = (token: number) =>
    inverse === 0
      ? logits[token]
      : multiplyThenAdd(logits[token], inverse, gumbel(decoding.seed, key, position, token));
  let token = 0;
  for (let candidate = 1; candidate < logits.length; candidate++) {
    if (preference(candidate) > preference(token)) token = candidate;
  }
  const order = Array.from(logits.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
  const highest = logits[order[0]];
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return {
    request,
    token,
    digest: digestOf(logits),
    logits,
    top: order.slice(0, TOP).map((id) => ({ token: id, logit: logits[id] })),
    logSumExp: Math.fround(highest + Math.log(sum)),
    finite: logits.every(Number.isFinite),
  };
}
