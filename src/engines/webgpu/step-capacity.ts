import { GpuLimitError } from '../../gpu/errors.ts';
import type { AttentionRoom } from '../../kernels/attention-form.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { type ModelConfig, windowOf } from '../../model/model-config.ts';
import { mostKeysOfSplit } from '../../numerics/attention-plan.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { mostSampled } from '../../steps/step-bounds.ts';
import { specsOfSteps } from '../../steps/step-kernels.ts';

/** The largest step an arm may run. */
export interface StepCapacity {
  readonly rows: number;
  readonly sequences: number;
  readonly sampled: number;
  /** For the items of attention and the splits that wait to be merged. */
  readonly attention: AttentionRoom;
  /** The same in layers that see the last keys only; null where the model has none. */
  readonly local: AttentionRoom | null;
  readonly blocksPerSequence: number;
}

/** Throws GpuError where no adapter could dispatch such a step. */
export function stepCapacity(spec: ArmSpec, config: ModelConfig, forms: KernelForms): StepCapacity {
  const { maxTokensPerStep: rows, maxContext: context, maxSequences } = spec.limits;
  const window = windowOf(config);
  const attention = attentionRoom(spec, config, forms, { context, cascade: spec.serving.cascade !== null });
  const local =
    window === null
      ? null
      : attentionRoom(spec, config, forms, { context: Math.min(window, context), cascade: false });
  return {
    ...{ rows, sequences: Math.min(maxSequences, rows), sampled: mostSampled(spec.limits) },
    ...{ attention, local, blocksPerSequence: blocksFor(context) },
  };
}

function attentionRoom(
  spec: ArmSpec,
  config: ModelConfig,
  forms: KernelForms,
  { context, cascade: shares }: { readonly context: number; readonly cascade: boolean },
): AttentionRoom {
  const { name, limits, parallelism } = spec;
  const { maxTokensPerStep: rows } = limits;
  const largest = { rows, context, kvHeads: config.kvHeads, parallelism };
  const sets = specsOfSteps(spec).map(({ kernels }) => kernels.attention);
  // A split of shared keys to each row, as long as any prefix.
  const cascade = shares && !rulesOf(spec.kernels.attention).batchInvariant;
  const most = Math.max(...sets.map((set) => rulesOf(set).mostSplits(largest)));
  const splits = most + (cascade ? rows : 0);
  const longest = cascade ? context : Math.max(...sets.map((set) => mostKeysOfSplit(set, largest, config)));
  try {
    return forms.attention(config).room({ rows, context, splits, longest, cascade }, config);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GpuLimitError(`${name}.attention`, `${error.message}; lower maxTokensPerStep or maxContext`);
  }
}
