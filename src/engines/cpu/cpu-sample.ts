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
  const token = decoding.temperature === 0 ? highestOf(logits) : drawn(request, position, logits, decoding);
  const top = highestLogits(logits, TOP);
  const highest = top[0].logit;
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += Math.exp(logits[id] - highest);
  return {
    request,
    token,
    digest: digestOf(logits),
    logits,
    top,
    logSumExp: Math.fround(highest + Math.log(sum)),
    finite: allFinite(logits),
  };
}

function highestOf(values: Float32Array): number {
  let best = 0;
  for (let id = 1; id < values.length; id++) if (values[id] > values[best]) best = id;
  return best;
}

function drawn(request: string, position: number, logits: Float32Array, decoding: Decoding): number {
  const key = requestKey(request);
  const inverse = Math.fround(1 / decoding.temperature);
  const noisy = logits.map((logit, id) =>
    multiplyThenAdd(logit, inverse, gumbel(decoding.seed, key, position, id)),
  );
  return highestOf(noisy);
}

/** The highest `count`, descending, ties by lower id: in one pass, since a vocabulary is long and few of it are asked for. */
function highestLogits(logits: Float32Array, count: number): Sample['top'] {
  const ids: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    if (ids.length === count && !(logits[id] > least)) continue;
    let place = Math.min(ids.length, count - 1);
    for (; place > 0 && !(logits[ids[place - 1]] >= logits[id]); place--) ids[place] = ids[place - 1];
    ids[place] = id;
    least = logits[ids[ids.length - 1]];
  }
  return ids.map((token) => ({ token, logit: logits[token] }));
}

function allFinite(logits: Float32Array): boolean {
  for (let id = 0; id < logits.length; id++) if (!Number.isFinite(logits[id])) return false;
  return true;
}
