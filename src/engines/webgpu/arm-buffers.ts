import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { Sections } from '../../gpu/sections.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { DRAW_WORDS, RESULT_WORDS } from '../../kernels/sample.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { forEachMatmul, type MatmulName } from '../../model/operations.ts';
import { ropeAngles, ropesOf } from '../../model/rope-angles.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import { keptRows } from './kept-logits.ts';
import { createKvCache, type KvCache } from './kv-cache.ts';
import { createMoveBuffers, type MoveBuffers } from './move-buffers.ts';
import { readbackWords } from './results-readback.ts';
import { type StepCapacity, stepCapacity } from './step-capacity.ts';
import { type ScratchLease, type ScratchSpace, type StepScratch, scratchSizes } from './step-scratch.ts';

/** Tables of a step, all u32. */
type TableName =
  | 'tokens'
  | 'rows'
  | 'identity'
  | 'sampledRows'
  | 'draws'
  | 'items'
  | 'splits'
  | 'blocks'
  | MatmulName
  | 'router'
  | 'localItems'
  | 'localSplits';

/** What an arm keeps on the device for itself between steps; nothing is allocated later. */
interface OwnBuffers {
  readonly cache: KvCache;
  readonly moves: MoveBuffers;
  readonly angles: readonly GPUBuffer[]; // by `ropesOf`: (positions, head_dim / 2) cos and sin
  readonly keptLogits: GPUBuffer; // (kept rows, vocabulary) f32
  readonly keptRows: number;
  /** One for each step that may be under way. */
  readonly readbacks: readonly GPUBuffer[]; // what the rows of a step give, then its whole logits where they come back
  readonly resultsBefore: GPUBuffer; // (sampled) what each row of the step before gave, its token first
  readonly tables: Sections<TableName>;
  readonly capacity: StepCapacity;
}

/** All that a step works with. */
export type ArmBuffers = OwnBuffers & StepScratch;

/** An arm's memory on its device. */
export interface ArmMemory {
  /** As they are in the next step: the same value for as long as they are the same buffers. */
  buffers(): ArmBuffers;
  /** Makes room for steps by other forms, until it is released. Throws GpuError where there is none. */
  lease(forms: KernelForms): Promise<Pick<ScratchLease, 'release'>>;
  /** For what else the arm needs. */
  readonly pool: BufferPool;
  /** Bytes of all its buffers, the scratch that it shares with other arms included. */
  readonly bytes: number;
  destroy(): void;
}

/** Allocates all of an arm's buffers, or none. Throws GpuError where the adapter's limits or its memory do not suffice. */
export async function allocateArm(
  space: ScratchSpace,
  spec: ArmSpec,
  config: ModelConfig,
  forms: KernelForms,
): Promise<ArmMemory> {
  const { gpu } = space;
  const capacity = stepCapacity(spec, config, forms);
  const lease = (by: KernelForms) => space.lease(spec.name, scratchSizes(spec, config, capacity, by));
  const scratch = await lease(forms);
  const pool = new BufferPool(gpu, spec.name);
  const destroy = () => {
    pool.destroy();
    scratch.release();
  };
  try {
    const own = await withinMemory(gpu.device, spec.name, () =>
      ownBuffers(gpu, pool, spec, config, capacity),
    );
    let [shared, all] = [scratch.buffers(), { ...own, ...scratch.buffers() }];
    const buffers = () => {
      const now = scratch.buffers();
      if (now !== shared) [shared, all] = [now, { ...own, ...now }];
      return all;
    };
    const bytesOf = (of: StepScratch) => Object.values(of).reduce((sum, { size }) => sum + size, 0);
    return {
      ...{ buffers, lease, pool, destroy },
      get bytes() {
        return pool.bytes + bytesOf(scratch.buffers());
      },
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

function ownBuffers(
  { device }: Gpu,
  pool: BufferPool,
  spec: ArmSpec,
  config: ModelConfig,
  capacity: StepCapacity,
): OwnBuffers {
  const { vocabSize } = config;
  const kept = keptRows(spec, vocabSize, capacity.sampled, device.limits);
  return {
    cache: createKvCache(pool, spec, config),
    moves: createMoveBuffers(pool, spec, config),
    angles: ropesOf(config).map((rope) =>
      pool.upload('angles', Float32Array.from(ropeAngles(rope, config.headDim, mostPositions(spec.limits)))),
    ),
    keptLogits: pool.storage('kept_logits', kept * vocabSize * 4),
    keptRows: kept,
    readbacks: ['readback', 'readback_next'].map((label) =>
      pool.readback(label, readbackWords(spec, vocabSize, capacity.sampled, kept) * 4),
    ),
    resultsBefore: pool.storage('results_before', capacity.sampled * RESULT_WORDS * 4),
    tables: new Sections(pool, 'tables', tableSizes(capacity, config)),
    capacity,
  };
}

function tableSizes(
  { rows, sequences, sampled, attention, local, blocksPerSequence }: StepCapacity,
  config: ModelConfig,
) {
  const { matmul } = modelGraph(config);
  const bounds = forEachMatmul((name) => Math.ceil(matmul[name].terms / 32) + 2);
  return {
    tokens: rows,
    rows: rows * 2,
    identity: rows,
    sampledRows: sampled,
    draws: sampled * DRAW_WORDS,
    items: attention.words,
    splits: rows * 2,
    blocks: sequences * blocksPerSequence,
    ...bounds,
    router: config.experts ? Math.ceil(config.hiddenSize / 32) + 2 : 0,
    localItems: local?.words ?? 0,
    localSplits: local ? rows * 2 : 0,
  };
}
