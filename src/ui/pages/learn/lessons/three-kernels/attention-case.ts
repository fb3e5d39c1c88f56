import {
  type Arithmetic,
  F64_ARITHMETIC,
  replayArithmetic,
  type Vector,
} from '../../../../../engines/cpu/arithmetic.ts';
import { attendRow } from '../../../../../engines/cpu/cpu-attention.ts';
import type { CpuCache } from '../../../../../engines/cpu/cpu-cache.ts';
import { attentionSplits, decodingStep } from '../../../../../numerics/attention-plan.ts';
import type { ActivationDtype } from '../../../../../numerics/dtypes.ts';
import type { Range } from '../../../../../numerics/plan.ts';
import type { AttentionRow } from '../../../../../numerics/sets/rules.ts';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';
import { BLOCK_POSITIONS } from '../../../../../steps/kv-blocks.ts';
import { sampleTerms } from '../kernel-parts/terms.ts';

/** One head, as wide as the heads of the lab's own models. */
export const HEADS = { heads: 1, kvHeads: 1, headDim: 32 };

const [Q_SEED, K_SEED, V_SEED] = [21, 22, 23];
/** Queries large enough that some keys stand out. */
const Q_DEVIATION = 1.5;

/** One row's query, and the keys and values of a context: (headDim) and (keys, headDim). */
export interface AttentionCase {
  readonly q: Vector;
  readonly cache: CpuCache;
  readonly keys: number;
}

export function attentionCase(keys: number): AttentionCase {
  const size = keys * HEADS.headDim;
  return {
    q: sampleTerms(HEADS.headDim, Q_SEED, Q_DEVIATION),
    cache: { k: sampleTerms(size, K_SEED), v: sampleTerms(size, V_SEED) },
    keys,
  };
}

/** The same case with its keys, and their values, in another order: place i gets key order[i]. */
export function reordered({ q, cache, keys }: AttentionCase, order: readonly number[]): AttentionCase {
  const { headDim } = HEADS;
  const moved = (from: Vector) =>
    Float32Array.from(
      { length: from.length },
      (_, at) => from[order[Math.floor(at / headDim)] * headDim + (at % headDim)],
    );
  return { q, cache: { k: moved(cache.k), v: moved(cache.v) }, keys };
}

/** Where the CPU engine's attention looks for the keys: blocks in order, which move no bits. */
export function blocksOf(keys: number): number[] {
  return Array.from({ length: Math.ceil(keys / BLOCK_POSITIONS) }, (_, block) => block);
}

/** (headDim) the head's output over keys 0 to splits' end, computed by the CPU engine's own attention, rounded to a dtype. */
export function attended(
  { q, cache }: AttentionCase,
  splits: readonly Range[],
  dtype: ActivationDtype,
): Float32Array<ArrayBuffer> {
  const keys = { blocks: blocksOf(splits.at(-1)?.end ?? 0), splits };
  return Float32Array.from(attendRow(replayArithmetic(dtype, 'unfused'), HEADS, q, cache, keys));
}

/** The same in f64, in one pass over all scores for their maximum and one for the sums. */
export function attendedExactly({ q, cache, keys }: AttentionCase): Vector {
  const wide: CpuCache = { k: Float64Array.from(cache.k), v: Float64Array.from(cache.v) };
  const whole = { blocks: blocksOf(keys), splits: [{ start: 0, end: keys }] };
  return attendRow(F64_ARITHMETIC, HEADS, Float64Array.from(q), wide, whole);
}

/** The arithmetic that the lesson steps through. */
export const STEPPED: Arithmetic = replayArithmetic('f32', 'unfused');

/** Splits of a row under a set, in company of so many decoding rows; for one KV head and 64 workgroups. */
export function splitsOf(set: KernelSet, row: AttentionRow, decodeRows: number): Range[] {
  return attentionSplits(set, row, decodingStep({ ...HEADS, parallelism: 64 }, decodeRows, row.keys));
}
