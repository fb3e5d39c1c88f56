import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import { Sections } from '../../gpu/sections.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { TOP } from '../../kernels/top_k.ts';
import type { ModelConfig } from '../../model/config.ts';
import { elementsOf, operationAt } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { forEachMatmul, type MatmulName, type OutputName } from '../../model/operations.ts';
import { ropeAngles } from '../../model/rope-angles.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { readbackWords, type StepResults } from './results-readback.ts';
import { mostPartials, packedElements } from './step-products.ts';

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
  const graph = modelGraph(config);
  const row = (name: OutputName) => packedElements(operationAt(graph, { layer: 0, name }));
  const float = (label: string, ...shape: number[]) => pool.storage(label, elementsOf(shape) * 4);
  const activation = (label: string, count: number, of: OutputName) =>
    pool.storage(label, count * row(of) * ACTIVATION_BYTES[spec.activations]);
  const cache = (label: string, of: OutputName) =>
    Array.from({ length: config.layers }, (_, layer) =>
      activation(`layer${layer}.${label}`, spec.limits.blocks * BLOCK_POSITIONS, of),
    );
  const { heads, vocabSize } = config;
  return {
    residual: activation('residual', rows, 'residual'),
    normed: activation('normed', rows, 'norm'),
    q: activation('q', rows, 'q'),
    attended: activation('attended', rows, 'attention'),
    activated: activation('activated', rows, 'swiglu'),
    partials: float('partials', mostPartials(spec, config, capacity, forms)),
    values: float('values', items, row('q')),
    stats: float('stats', items, heads, 2),
    angles: pool.upload('angles', Float32Array.from(ropeAngles(config, spec.limits.maxContext))),
    kCache: cache('k_cache', 'k'),
    vCache: cache('v_cache', 'v'),
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
