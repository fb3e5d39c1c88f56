import finishedSums from '../../shaders/lib/finished_sums.wgsl?raw';
import meetLanes from '../../shaders/lib/meet_lanes.wgsl?raw';
import projectionNorm from '../../shaders/projection_norm.wgsl?raw';
import qkNorm from '../../shaders/qk_norm.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/model-config.ts';
import type { MathName } from '../numerics/math-name.ts';
import { grid } from './grid.ts';
import { withDtypes } from './preludes.ts';

type Heads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'qkNorm'>;

/** Of the plans of queries and of keys, powers of two from 16 on; both the same where each head is normalised by itself. */
export interface HeadLanes {
  readonly q: number;
  readonly k: number;
}

/** The workgroup has at most a quarter as many threads as lanes. */
export function qkNormSource(
  lanes: HeadLanes,
  heads: Heads,
  tuning: Tuning,
  math: MathName = 'native',
): KernelSource {
  return heads.qkNorm === 'projection'
    ? projectionNormSource(lanes, heads, tuning, math)
    : eachHeadSource(lanes.q, heads, tuning, math);
}

function eachHeadSource(
  lanes: number,
  { heads, kvHeads, headDim }: Heads,
  { meetingThreads }: Tuning,
  math: MathName,
): KernelSource {
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, INVERSE_TERMS: inverse(headDim) },
    ...{ LANES: lanes, THREADS: Math.min(lanes / 4, meetingThreads) },
  };
  return withDtypes(`qk_norm_${lanes}`, { math }, [finishedSums, meetLanes, qkNorm], constants);
}

function projectionNormSource(
  { q, k }: HeadLanes,
  { heads, kvHeads, headDim }: Heads,
  { meetingThreads }: Tuning,
  math: MathName,
): KernelSource {
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim },
    ...{ QUERY_LANES: q, KEY_LANES: k, MOST_LANES: Math.max(q, k) },
    ...{ INVERSE_QUERIES: inverse(heads * headDim), INVERSE_KEYS: inverse(kvHeads * headDim) },
    THREADS: Math.min(q / 4, k / 4, meetingThreads),
  };
  return withDtypes(`projection_norm_${q}_${k}`, { math }, [projectionNorm], constants);
}

/** 1 over a number of terms, as an f32: a device may round what it is given otherwise. */
function inverse(terms: number): number {
  return Math.fround(1 / terms);
}

export interface QkNormBuffers<Data> {
  readonly gain: Data; // of queries, of keys, f32: (2, head_dim), or of whole projections (heads + kv_heads, head_dim)
  readonly partials: Data; // (parts, rows, heads + 2 * kv_heads, head_dim) f32
}

/** Leaves normalised queries and keys, and finished values, in the place of the first part. */
export function qkNormCall<Data>(
  { gain, partials }: QkNormBuffers<Data>,
  { rows, parts }: Readonly<Record<'rows' | 'parts', number>>,
  { heads, kvHeads, qkNorm, rmsNormEps }: Omit<Heads, 'headDim'> & Pick<ModelConfig, 'rmsNormEps'>,
): KernelCall<Data> {
  return {
    inputs: [gain],
    outputs: [partials],
    params: { rows, parts, epsilon: rmsNormEps },
    // Of a projection: queries, keys and values.
    workgroups: grid(qkNorm === 'projection' ? 3 : heads + 2 * kvHeads, rows),
  };
}
