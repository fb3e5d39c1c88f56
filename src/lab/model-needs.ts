import { blockLayout } from '../engines/webgpu/kv-cache.ts';
import { type BufferLimits, kvMemory, largestStorage, weightMemory } from '../engines/webgpu/memory.ts';
import { stepCapacity } from '../engines/webgpu/step-capacity.ts';
import { scratchSizes } from '../engines/webgpu/step-scratch.ts';
import { largestMatrix, matrixLimits } from '../engines/webgpu/weight-plan.ts';
import { ExperimentError } from '../experiment/errors.ts';
import { formatsRead } from '../experiment/formats-read.ts';
import type { Experiment, ExperimentRequest } from '../experiment/schema.ts';
import { GpuError } from '../gpu/errors.ts';
import { tuningFor } from '../gpu/tuning.ts';
import { planForms } from '../kernels/forms.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { parametersOf } from '../model/work.ts';
import { PACKED_DTYPES, type PackedDtype } from '../numerics/dtypes.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { BLOCK_POSITIONS, blocksFor, positionsFor } from '../steps/kv-blocks.ts';
import { resolveArm } from './resolve.ts';

/** Limits of an adapter that decide what of a model fits. */
export type ModelLimits = BufferLimits & Pick<GPUSupportedLimits, 'maxStorageBuffersPerShaderStage'>;

/** What a model takes on a device with its weights in a format. */
export interface FormatNeeds {
  readonly weights: PackedDtype;
  /** Bytes of all weights, and of the largest matrix. */
  readonly bytes: number;
  readonly largest: number;
  /** Whether that matrix has room in the adapter's buffers; null where there is no adapter. */
  readonly fits: boolean | null;
  /** Whether an arm of the experiment asks for it, `stored` included. */
  readonly asked: boolean;
}

/** Bytes of one request's keys and values over so many positions, in bf16. */
export interface ContextNeeds {
  readonly positions: number;
  readonly bytes: number;
}

/** What a model takes, as far as its config tells: before any of its weights is fetched. */
export interface ModelNeeds {
  readonly parameters: number;
  readonly maxPositions: number;
  readonly formats: readonly FormatNeeds[];
  /** Of a short context and of the model's longest. */
  readonly contexts: readonly ContextNeeds[];
  /** Positions of one request whose keys of one layer a single buffer holds, up to the model's; null where there is no adapter. */
  readonly longestContext: number | null;
  /** What the experiment's arms that are open together take at most; a string says why they cannot be opened. */
  readonly experiment: { readonly kvBytes: number; readonly scratchBytes: number } | string;
  /** Bytes that the adapter's buffers have for one matrix; null where there is no adapter. */
  readonly allowedBytes: number | null;
}

/** Positions that most prompts stay below. */
const SHORT_CONTEXT = 2048;

/**
 * `stored`: what most of its weights are stored in; null where that is not known, which counts as bf16, as most checkpoints are. `limits`: of the adapter
 * that is open; null where none is.
 */
export function modelNeeds(
  config: ModelConfig,
  stored: PackedDtype | null,
  experiment: Experiment,
  limits: ModelLimits | null,
): ModelNeeds {
  const allowedBytes = limits && largestMatrix(matrixLimits(limits));
  const asked = new Set(
    formatsRead(experiment.arms).map((weights) => (weights === 'stored' ? (stored ?? 'bf16') : weights)),
  );
  const { maxPositions } = config;
  const lengths = [...new Set([Math.min(SHORT_CONTEXT, maxPositions), maxPositions])];
  return {
    parameters: parametersOf(config),
    maxPositions,
    formats: PACKED_DTYPES.map((weights) => {
      const { total, largest } = weightMemory(config, weights);
      const fits = allowedBytes === null ? null : largest <= allowedBytes;
      return { weights, bytes: total, largest, fits, asked: asked.has(weights) };
    }),
    contexts: lengths.map((positions) => ({ positions, bytes: contextBytes(config, positions) })),
    longestContext: limits && longestContext(config, limits),
    experiment: experimentNeeds(config, experiment),
    allowedBytes,
  };
}

function contextBytes(config: ModelConfig, positions: number): number {
  const limits = { blocks: blocksFor(positions) } as ArmSpec['limits'];
  return kvMemory(config, { limits, activations: 'bf16' });
}

function longestContext(config: ModelConfig, limits: ModelLimits): number {
  const { partBytes } = blockLayout({ activations: 'bf16' }, config);
  const blocks = Math.floor(largestStorage(limits) / partBytes);
  return Math.min(config.maxPositions, blocks * BLOCK_POSITIONS);
}

function experimentNeeds(config: ModelConfig, experiment: Experiment): ModelNeeds['experiment'] {
  try {
    const specs = experiment.arms.map((arm) => {
      const members = arm.requests.flatMap((id) => {
        const request = experiment.requests.find((each) => each.id === id);
        return request ? [{ request, promptTokens: mostTokens(request, config) }] : [];
      });
      return resolveArm(experiment, arm, members, { config }).spec;
    });
    const scratch = specs.map((spec) => {
      const forms = planForms(tuningFor(false));
      const sizes = scratchSizes(spec, config, stepCapacity(spec, config, forms), forms);
      return Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
    });
    const kvBytes = specs.reduce((sum, spec) => sum + kvMemory(config, spec), 0);
    return { kvBytes, scratchBytes: Math.max(0, ...scratch) };
  } catch (error) {
    if (error instanceof ExperimentError || error instanceof GpuError) return error.message;
    throw error;
  }
}

/** As many tokens as a request's prompt may become in whatever tokenizer: a byte is a token at least, and one begins the text. */
function mostTokens(request: ExperimentRequest, { maxPositions }: ModelConfig): readonly number[] {
  const { prompt, promptIds, noise, messages } = request;
  const text = prompt ?? messages?.map(({ content }) => content).join('') ?? '';
  const tokens = promptIds?.length ?? noise?.tokens ?? new TextEncoder().encode(text).length;
  const room = maxPositions - positionsFor(0, request.maxNewTokens);
  return new Array<number>(Math.max(1, Math.min(tokens + 1, room))).fill(0);
}
