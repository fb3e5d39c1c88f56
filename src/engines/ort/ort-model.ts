import { ExperimentError } from '../../experiment/errors.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { decodingOfSlice } from '../../steps/own-decoding.ts';
import { checkStep } from '../../steps/step-bounds.ts';
import type { Sample, StepOutput } from '../../steps/step-output.ts';
import type { StepPlan, StepSlice } from '../../steps/step-plan.ts';
import { sampledOf } from '../../steps/step-plan.ts';
import { sampleLogits } from '../cpu/cpu-sample.ts';
import { lazyWeights } from '../cpu/cpu-weights.ts';
import type { OwnedModel } from '../model-engine.ts';
import { describeCall, stepCalls } from './calls.ts';
import { type OrtCaches, type OrtForm, type OrtSession, openSession } from './ort-session.ts';
import type { OrtModule } from './runtime.ts';

/** What runs a model: onnxruntime-web on a device, or without one in WebAssembly, and the form of its graph. */
export interface OrtParts {
  readonly ort: OrtModule;
  readonly gpu: Gpu | null;
  readonly form: OrtForm;
}

/** An arm whose steps can also end at the logits, where onnxruntime's own work does: what a bench times. */
export interface OrtArm extends ArmRunner {
  /** (sampled slices, by call) x (vocabulary). */
  logits(plan: StepPlan): Promise<readonly Float32Array[]>;
}

/** A checkpoint in onnxruntime-web: a session, opened once for each dtype of weights that an arm asks for. */
export class OrtModel implements OwnedModel {
  readonly #parts: OrtParts;
  readonly #checkpoint: Checkpoint;
  readonly #sessions = new Map<WeightDtype, Promise<OrtSession>>();

  constructor(parts: OrtParts, checkpoint: Checkpoint) {
    this.#parts = parts;
    this.#checkpoint = checkpoint;
  }

  /**
   * Throws ExperimentError where the arm's activations are not f32 or are quantised, where its products have two widths, where it moves KV blocks, and for a mixture of
   * experts.
   */
  async openArm(spec: ArmSpec): Promise<OrtArm> {
    if (spec.activations !== 'f32') {
      const problem = `arm ${spec.name}: dtype: onnxruntime-web computes in f32 here, found ${spec.activations}`;
      throw new ExperimentError([problem]);
    }
    if (spec.quantize) {
      const problem = `arm ${spec.name}: quantize: onnxruntime-web computes with activations as they are here, found ${spec.quantize}`;
      throw new ExperimentError([problem]);
    }
    if (spec.dynamic) {
      const problem = `arm ${spec.name}: dynamic: onnxruntime-web reads one width of weights here; webgpu and cpu choose between two`;
      throw new ExperimentError([problem]);
    }
    refuseServing(spec);
    if (this.#checkpoint.config.experts) {
      const problem = `arm ${spec.name}: engine: onnxruntime-web runs no mixture of experts here; webgpu and cpu do`;
      throw new ExperimentError([problem]);
    }
    const { gpu } = this.#parts;
    const session = await this.#sessionAs(spec.weights);
    const capacity = blocksFor(spec.limits.maxContext) * BLOCK_POSITIONS;
    const caches = waitingFor(gpu, session.openCaches(capacity));
    return {
      step: (plan) => {
        gpu?.errors.check();
        return runStep(caches, plan, spec);
      },
      logits: async (plan) => {
        gpu?.errors.check();
        const rows: Float32Array[] = [];
        for (const call of stepCalls(plan)) rows.push(...(await caches.run(call)));
        return rows;
      },
      forget: (requests) => caches.drop(requests),
      destroy: () => caches.destroy(),
    };
  }

  destroy(): void {
    for (const session of this.#sessions.values()) {
      // One that did not open has nothing to release.
      session.then((opened) => opened.release()).catch(() => undefined);
    }
    this.#sessions.clear();
  }

  #sessionAs(weights: WeightDtype): Promise<OrtSession> {
    const known = this.#sessions.get(weights);
    if (known) return known;
    const { ort, gpu, form } = this.#parts;
    const { config } = this.#checkpoint;
    const widened = lazyWeights(this.#checkpoint, weights);
    const opening = openSession(ort, gpu?.device ?? null, config, widened, form);
    this.#sessions.set(weights, opening);
    return opening;
  }
}

/** Its keys and values are by request, each in a buffer of its own, its kernels its own. Throws ExperimentError where an arm needs blocks, or kernels that it promises by. */
function refuseServing({ name, kernels, serving, limits, verify }: ArmSpec): void {
  if (mathOf(kernels) === 'portable')
    throw new ExperimentError([
      `arm ${name}: kernels: onnxruntime-web has kernels of its own and cannot compute in portable arithmetic: expected the engine webgpu or cpu`,
    ]);
  if (verify)
    throw new ExperimentError([
      `arm ${name}: verify: onnxruntime-web has no kernel sets to verify by: expected the engine webgpu or cpu`,
    ]);
  const { memory, prefix, packing, disaggregated } = serving;
  const needed = [
    ...(memory.pressure !== 'recompute' ? [`memory: ${memory.pressure}`] : []),
    ...(limits.hostBlocks ? [`hostBlocks: ${limits.hostBlocks}`] : []),
    ...(prefix !== 'off' ? [`prefix: ${prefix}`] : []),
    ...(packing !== 'off' ? [`packing: ${packing}`] : []),
    ...(disaggregated ? ['disaggregated'] : []),
    ...(serving.precision ? ['precision'] : []),
  ];
  if (needed.length === 0) return;
  throw new ExperimentError(
    needed.map(
      (each) =>
        `arm ${name}: serving.${each}: onnxruntime-web keeps keys and values by request, not in blocks`,
    ),
  );
}

/** What stands in the step log where our engines name their reduction plans. */
export const UNKNOWN_PLAN = 'onnxruntime: not ours to know';

async function runStep(caches: OrtCaches, plan: StepPlan, spec: ArmSpec): Promise<StepOutput> {
  checkStep(plan, spec.limits);
  for (const slice of plan.slices) checkSlice(slice);
  caches.drop(plan.preempted);
  const samples = new Map<string, Sample[]>();
  const calls = stepCalls(plan);
  for (const call of calls) {
    const logits = await caches.run(call);
    let next = 0;
    for (const slice of call.slices) {
      const { request, start } = slice;
      const decoding = decodingOfSlice(slice, spec.decoding);
      const sampled = sampledOf(slice).map((row): Sample => {
        const index = start + row;
        return { ...sampleLogits(request, index + 1, logits[next++], decoding), index };
      });
      samples.set(request, sampled);
    }
  }
  const inOrder = plan.slices.flatMap(({ request }) => samples.get(request)!);
  return { samples: inOrder, plans: { all: UNKNOWN_PLAN, calls: calls.map(describeCall).join(', ') } };
}

/** Its caches are by request and begin at position 0. Arms that need more are refused when they are opened. */
function checkSlice({ request, start, position = start, from = 0 }: StepSlice): void {
  if (position !== start || from !== 0)
    throw new RangeError(`${request}: onnxruntime-web tells no position from its place in the cache`);
}

/** The same caches; where they are a device's, its readbacks are waited for as our own are. */
function waitingFor(gpu: Gpu | null, caches: OrtCaches): OrtCaches {
  return gpu ? { ...caches, run: (call) => deviceWait(gpu, caches.run(call)) } : caches;
}
