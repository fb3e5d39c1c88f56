import { checkpointTensors } from '../../model/assemble.ts';
import { type Checkpoint, isPlain } from '../../model/checkpoint.ts';
import { f16Bits, f16FromBits } from '../../numerics/rounding.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { type Arithmetic, F64_ARITHMETIC, type Vector } from '../cpu/arithmetic.ts';
import { CpuForward } from '../cpu/cpu-forward.ts';
import { type CpuWeights, cpuWeights } from '../cpu/cpu-weights.ts';

const BLOCK = 32;

/** Logits after each of tokens[from..], as `referenceLogits` gives them, in another arithmetic. */
export function forcedLogits(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  from: number,
): Float64Array[] {
  const blocks = Array.from({ length: blocksFor(tokens.length) }, (_, block) => block);
  const weights = cpuWeights(checkpoint, 'stored');
  const { config } = checkpoint;
  const forward = new CpuForward(
    config,
    weights,
    ggmlArithmetic(checkpoint, weights),
    blocks.length,
    tokens.length,
  );
  return tokens.flatMap((token, start) => {
    const plan = stepOf({
      request: 'r',
      start,
      tokens: [token],
      blocks,
      sample: start < from ? 'none' : 'last',
    });
    return forward.run(plan, planStep(plan, armSpec(), config)) as Float64Array[];
  });
}

/**
 * f64, but activations are rounded before each product with a matrix of weights as ggml rounds them on a processor: to f16 beside F16, to Q8_0 beside
 * blocks, not at all beside F32.
 */
function ggmlArithmetic(checkpoint: Checkpoint, weights: CpuWeights): Arithmetic {
  const dtype = checkpointTensors(checkpoint).find(({ shape }) => shape.length === 2)!.dtype;
  if (dtype === 'F32') return F64_ARITHMETIC;
  const round = isPlain(dtype) ? toF16 : toQ8;
  const matrices = new Set<Vector>([
    weights.embedding,
    weights.head,
    ...weights.layers.flatMap((layer) => Object.values(layer)),
  ]);
  const rounded = new WeakMap<Vector, Vector>();
  return {
    ...F64_ARITHMETIC,
    // Of a product with weights those come first.
    dot(plan, w, wAt, x, xAt) {
      if (!matrices.has(w)) return F64_ARITHMETIC.dot(plan, w, wAt, x, xAt);
      const y = rounded.get(x) ?? round(x);
      rounded.set(x, y);
      return F64_ARITHMETIC.dot(plan, w, wAt, y, xAt);
    },
  };
}

function toF16(x: Vector): Vector {
  return Float64Array.from(x, (value) => f16FromBits(f16Bits(value)));
}

/** Blocks of 32, each with a scale in f16 that is its largest magnitude over 127. */
function toQ8(x: Vector): Vector {
  const y = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += BLOCK) {
    const block = x.subarray(at, at + BLOCK);
    const most = Math.max(...block.map(Math.abs));
    const scale = f16FromBits(f16Bits(Math.fround(most / 127)));
    block.forEach((value, i) => {
      y[at + i] = most === 0 ? 0 : scale * roundHalfToEven((value * 127) / most);
    });
  }
  return y;
}

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
