import type { Gpu } from '../../gpu/device.ts';
import { GpuLimitError } from '../../gpu/errors.ts';
import type { ModelConfig } from '../../model/config.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { keptRows } from './kept-logits.ts';

/** The largest step an arm may run. */
export interface StepCapacity {
  readonly rows: number;
  readonly sampled: number;
  /** Rows of logits that stay on the device for a few steps. */
  readonly kept: number;
  readonly items: number;
  readonly blocksPerSequence: number;
}

/** Throws GpuError where the adapter could not dispatch such a step. */
export function stepCapacity({ device }: Gpu, spec: ArmSpec, config: ModelConfig): StepCapacity {
  const { limits, kernels, parallelism } = spec;
  const { maxTokensPerStep: rows, maxContext: context } = limits;
  const largest = { rows, context, kvHeads: config.kvHeads, parallelism };
  const items = rulesOf(kernels.attention).mostSplits(largest);
  const { maxComputeWorkgroupsPerDimension: most } = device.limits;
  if (items > most) {
    throw new GpuLimitError(
      `${spec.name}.attention`,
      `${items} splits in a step, the adapter allows ${most}; lower maxTokensPerStep`,
    );
  }
  const sampled = Math.min(limits.maxSequences, rows);
  const kept = keptRows(spec, config.vocabSize, sampled, device.limits);
  return { rows, sampled, kept, items, blocksPerSequence: blocksFor(context) };
}
