import { type Digest, digestOf } from '../../numerics/digest.ts';
import { multiplyThenAdd } from '../../numerics/fma.ts';
import { gumbel } from '../../numerics/gumbel.ts';
import { argmax, highestOf } from '../../numerics/highest.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { logOfSum, portableLogSumExp } from '../../numerics/portable/log-sum-exp.ts';
import { timesAdd } from '../../numerics/portable/portable-math.ts';
import type { Decoding } from '../../steps/arm-spec.ts';
import { drawKey } from '../../steps/own-decoding.ts';
import { type Sample, TOP } from '../../steps/step-output.ts';

/** What an engine has told of logits itself, all of them finite, faster than they are read again. */
export interface LogitFigures {
  readonly digest: Digest;
  /** Tokens of the `TOP` highest, highest first, ties by lower id. */
  readonly highest: readonly number[];
  /** The sum of exp(logit - highest): within `DOUBT` of it, in portable arithmetic that sum's own bits. */
  readonly expSum: number;
}

export interface SampleOptions {
  readonly figures?: LogitFigures | null;
  readonly math?: MathName;
}

/** Relative, and far above what f64 sums and exponentials of f32 err by. */
const DOUBT = 2 ** -39;

/**
 * Chooses the token for `position` from logits, as shaders/sample_slices.wgsl does, and reports the highest logits. Figures that are at hand
 * change no bit of it.
 */
export function sampleLogits(
  request: string,
  position: number,
  logits: Float32Array,
  decoding: Decoding,
  { figures = null, math = 'native' }: SampleOptions = {},
): Omit<Sample, 'index'> {
  const greedy = decoding.temperature === 0;
  const token = greedy
    ? (figures?.highest[0] ?? argmax(logits))
    : drawn(request, position, logits, decoding, math);
  const top = (figures?.highest ?? highestOf(logits, TOP)).map((id) => ({ token: id, logit: logits[id] }));
  // None is where no logit is a number.
  const highest = top[0]?.logit ?? Number.NaN;
  return {
    request,
    token,
    logit: logits[token],
    digest: figures?.digest ?? digestOf(logits),
    logits,
    top,
    logSumExp: LOG_SUM_EXP[math](logits, highest, figures?.expSum),
    finite: figures !== null || allFinite(logits),
  };
}

/** A sum that is nearly right will do where all sums within its doubt round to one result. */
function nativeLogSumExp(logits: Float32Array, highest: number, nearly = Number.NaN): number {
  const low = Math.fround(highest + Math.log(nearly * (1 - DOUBT)));
  if (low === Math.fround(highest + Math.log(nearly * (1 + DOUBT)))) return low;
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += Math.exp(logits[id] - highest);
  return Math.fround(highest + Math.log(sum));
}

const LOG_SUM_EXP: Record<MathName, (logits: Float32Array, highest: number, sum?: number) => number> = {
  native: nativeLogSumExp,
  portable: (logits, highest, sum) =>
    sum === undefined ? portableLogSumExp(logits, highest) : logOfSum(highest, sum),
};

function drawn(
  request: string,
  position: number,
  logits: Float32Array,
  decoding: Decoding,
  math: MathName,
): number {
  const key = drawKey(decoding, request);
  const perturbed = math === 'portable' ? timesAdd : multiplyThenAdd;
  // As the device is given it (kernels/sample.ts): rounded twice, here as there.
  const inverse = Math.fround(1 / decoding.temperature);
  const noisy = logits.map((logit, id) =>
    perturbed(logit, inverse, gumbel(decoding.seed, key, position, id)),
  );
  return argmax(noisy);
}

function allFinite(logits: Float32Array): boolean {
  for (let id = 0; id < logits.length; id++) if (!Number.isFinite(logits[id])) return false;
  return true;
}
