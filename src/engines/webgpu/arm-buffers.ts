import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import { Sections } from '../../gpu/sections.ts';
import type { KernelForms, MatmulKernel, Product } from '../../kernels/forms.ts';
import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { TOP } from '../../kernels/top_k.ts';
import type { ModelConfig } from '../../model/config.ts';
import { elementsOf, type Operation } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { forEachMatmul, MATMULS, type MatmulName } from '../../model/operations.ts';
import { ropeAngles } from '../../model/rope-angles.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { matmulPlans } from '../../steps/step-plans.ts';
import { readbackWords, type StepResults } from './results-readback.ts';

/** Tables of a step, all u32. */
export type TableName =
  | 'tokens'
  | 'rows'
  | 'identity'
  | 'sampledRows'
  | 'draws'
  | 'items'
  | 'splits'
  | 'blocks'
  | MatmulName;

/** Everything an arm keeps on the device between steps; nothing is allocated later. */
export interface ArmBuffers extends StepResults {
  readonly residual: GPUBuffer; // (rows, hidden)
  readonly normed: GPUBuffer; // (rows, hidden)
  readonly q: GPUBuffer; // (rows, heads, head_dim)
  readonly attended: GPUBuffer; // (rows, heads * head_dim)
  readonly activated: GPUBuffer; // (rows, intermediate)
  readonly partials: GPUBuffer; // (parts, rows, columns) f32, of whichever matmul ran last
  readonly values: GPUBuffer; // (items, heads, head_dim) f32
  readonly stats: GPUBuffer; // (items, heads) max and sum
  readonly angles: GPUBuffer; // (positions, head_dim / 2) cos and sin
  readonly kCache: readonly GPUBuffer[]; // per layer (slots, kv_heads, head_dim)
  readonly vCache: readonly GPUBuffer[];
  readonly tables: Sections<TableName>;
  readonly capacity: StepCapacity;
  readonly pool: BufferPool;
}

/** The largest step an arm may run. */
export interface StepCapacity {
  readonly rows: number;
  readonly sampled: number;
  readonly items: number;
  readonly blocksPerSequence: number;
}

/** Allocates all of an arm's buffers, or none. Throws GpuError where the adapter's limits or its memory do not suffice. */
export async function allocateArm(
  gpu: Gpu,
  spec: ArmSpec,
  config: ModelConfig,
  forms: KernelForms,
): Promise<ArmBuffers> {
  const pool = new BufferPool(gpu, spec.name);
  try {
    return await withinMemory(gpu.device, spec.name, () => createBuffers(gpu, pool, spec, config, forms));
  } catch (error) {
    pool.destroy();
    throw error;
  }
}

function createBuffers(
  gpu: Gpu,
  pool: BufferPool,
  spec: ArmSpec,
  config: ModelConfig,
  forms: KernelForms,
): ArmBuffers {
  const capacity = stepCapacity(spec, config);
  const { rows, sampled, items } = capacity;
  const { maxComputeWorkgroupsPerDimension: most } = gpu.device.limits;
  if (items > most) {
    throw new GpuError(
      `${spec.name}.attention`,
      `${items} splits in a step, the adapter allows ${most}; lower maxTokensPerStep`,
    );
  }
  const { hiddenSize, intermediateSize, heads, kvHeads, headDim, vocabSize } = config;
  const headStride = padded(headDim);
  const activation = (label: string, ...shape: number[]) =>
    pool.storage(label, elementsOf(shape) * ACTIVATION_BYTES[spec.activations]);
  const float = (label: string, ...shape: number[]) => pool.storage(label, elementsOf(shape) * 4);
  const cache = (label: string) =>
    Array.from({ length: config.layers }, (_, layer) =>
      activation(`layer${layer}.${label}`, spec.limits.blocks * BLOCK_POSITIONS, kvHeads, headStride),
    );
  return {
    residual: activation('residual', rows, padded(hiddenSize)),
    normed: activation('normed', rows, padded(hiddenSize)),
    q: activation('q', rows, heads, headStride),
    attended: activation('attended', rows, padded(heads * headDim)),
    activated: activation('activated', rows, padded(intermediateSize)),
    partials: float('partials', mostPartials(spec, config, capacity, forms)),
    values: float('values', items, heads, headStride),
    stats: float('stats', items, heads, 2),
    angles: pool.upload('angles', Float32Array.from(ropeAngles(config, spec.limits.maxContext))),
    kCache: cache('k_cache'),
    vCache: cache('v_cache'),
    logits: float('logits', sampled, vocabSize),
    chosen: float('chosen', sampled, 2),
    top: float('top', sampled, TOP + 1, 2),
    readback: pool.readback('readback', sampled * readbackWords(vocabSize) * 4),
    tables: new Sections(pool, 'tables', tableSizes(capacity, config)),
    capacity,
    pool,
  };
}

function tableSizes({ rows, sampled, items, blocksPerSequence }: StepCapacity, config: ModelConfig) {
  const { matmul } = modelGraph(config);
  const bounds = forEachMatmul((name) => Math.ceil(matmul[name].terms / 32) + 2);
  return {
    tokens: rows,
    rows: rows * 2,
    identity: rows,
    sampledRows: sampled,
    draws: sampled * 2,
    items: items * 4,
    splits: rows * 2,
    blocks: rows * blocksPerSequence,
    ...bounds,
  };
}

function stepCapacity({ limits, kernels, parallelism }: ArmSpec, config: ModelConfig): StepCapacity {
  const { maxTokensPerStep: rows, maxContext: context } = limits;
  const largest = { rows, context, kvHeads: config.kvHeads, parallelism };
  return {
    rows,
    sampled: Math.min(limits.maxSequences, rows),
    items: rulesOf(kernels.attention).mostSplits(largest),
    blocksPerSequence: blocksFor(limits.maxContext),
  };
}

/** Largest (parts, rows, columns) of any matmul of any step, in f32. */
function mostPartials(
  spec: ArmSpec,
  config: ModelConfig,
  { rows, sampled }: StepCapacity,
  forms: KernelForms,
): number {
  const { matmul } = modelGraph(config);
  let most = 0;
  for (let m = 1; m <= rows; m++) {
    const plans = matmulPlans(spec, config, m, Math.min(m, sampled));
    for (const name of MATMULS) {
      const opRows = matmul[name].rows === 'sampled' ? Math.min(m, sampled) : m;
      const { parts } = forms.matmul(plans[name], productOf(config, name, opRows));
      most = Math.max(most, parts * opRows * packedElements(matmul[name]));
    }
  }
  return most;
}

/** Elements of a row as kernels hold it: each piece is padded to whole quads. */
export function packedElements({ shape: [pieces, length] }: Pick<Operation, 'shape'>): number {
  return pieces * padded(length);
}

/** One of the step's products. */
export function productOf(config: ModelConfig, name: MatmulName, rows: number): Product {
  const product = modelGraph(config).matmul[name];
  const { terms, columns } = product;
  return { rows, columns, groups: Math.ceil(terms / 4), quads: packedElements(product) / 4 };
}

/** The kernels of the products of every step that the arm may run, by form. */
export function usedProducts(
  spec: ArmSpec,
  config: ModelConfig,
  forms: KernelForms,
): Map<string, MatmulKernel['source']> {
  const rows = spec.limits.maxTokensPerStep;
  const used = new Map<string, MatmulKernel['source']>();
  for (let m = 1; m <= rows; m++) {
    for (const name of MATMULS) {
      const plan = matmulPlans(spec, config, m, m)[name];
      const { form, source } = forms.matmul(plan, productOf(config, name, m));
      used.set(form, source);
    }
  }
  return used;
}
