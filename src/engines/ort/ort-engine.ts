import { ExperimentError } from '../../experiment/errors.ts';
import { probeArithmetic } from '../../gpu/arithmetic.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { AdapterReport, ArmRunner, Engine } from '../../steps/engine.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import type { Sample, StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { sampleLogits } from '../cpu/cpu-sample.ts';
import { cpuWeights } from '../cpu/cpu-weights.ts';
import { reportAdapter } from '../webgpu/webgpu-engine.ts';
import { describeCall, stepCalls } from './calls.ts';
import { type OrtCaches, type OrtForm, type OrtSession, openSession } from './ort-session.ts';
import type { OrtModule } from './runtime.ts';

/** An arm whose steps can also end at the logits, where onnxruntime's own work does: what a bench times. */
export interface OrtArm extends ArmRunner {
  /** (sampled slices, by call) x (vocabulary). */
  logits(plan: StepPlan): Promise<readonly Float32Array[]>;
}

/**
 * Runs arms on onnxruntime-web, which others wrote: an oracle of the model, a peer in experiments and the bar for speed. It
 * computes in f32 by kernels of its own choice, so an arm's kernel sets mean nothing to it, and it batches by padding (calls.ts).
 */
export class OrtEngine implements Engine {
  readonly kind: 'ort-wasm' | 'ort-webgpu';
  readonly adapter: AdapterReport;
  readonly #ort: OrtModule;
  readonly #gpu: Gpu | null;
  readonly #checkpoint: Checkpoint;
  readonly #form: OrtForm;
  readonly #sessions = new Map<WeightDtype, Promise<OrtSession>>();

  /** On the device given, or without one in WebAssembly. */
  constructor(ort: OrtModule, gpu: Gpu | null, checkpoint: Checkpoint, form: OrtForm = 'fast') {
    this.kind = gpu ? 'ort-webgpu' : 'ort-wasm';
    this.adapter = gpu ? reportAdapter(gpu) : wasmAdapter(ort);
    this.#ort = ort;
    this.#gpu = gpu;
    this.#checkpoint = checkpoint;
    this.#form = form;
  }

  /** Throws ExperimentError where the arm's activations are not f32. */
  async openArm(spec: ArmSpec): Promise<OrtArm> {
    if (spec.activations !== 'f32') {
      const problem = `arm ${spec.name}: dtype: onnxruntime-web computes in f32 here, found ${spec.activations}`;
      throw new ExperimentError([problem]);
    }
    const session = await this.#sessionAs(spec.weights);
    const capacity = blocksFor(spec.limits.maxContext) * BLOCK_POSITIONS;
    const caches = waitingFor(this.#gpu, session.openCaches(capacity));
    return {
      step: (plan) => {
        this.#gpu?.errors.check();
        return runStep(caches, plan, spec);
      },
      logits: async (plan) => {
        this.#gpu?.errors.check();
        const rows: Float32Array[] = [];
        for (const call of stepCalls(plan)) rows.push(...(await caches.run(call)));
        return rows;
      },
      destroy: () => caches.destroy(),
    };
  }

  /** The device's; WebAssembly's is laid down by its specification, and this build uses none of its relaxed operations. */
  probeArithmetic(): Promise<AdapterArithmetic> {
    if (this.#gpu) return probeArithmetic(this.#gpu);
    return Promise.resolve({
      rounding: 'to nearest even',
      fma: 'unfused',
      contraction: 'unfused',
      subnormals: 'kept',
    });
  }

  destroy(): void {
    for (const session of this.#sessions.values()) {
      // One that did not open has nothing to release.
      session.then((opened) => opened.release()).catch(() => undefined);
    }
    this.#sessions.clear();
    this.#gpu?.device.destroy();
  }

  #sessionAs(weights: WeightDtype): Promise<OrtSession> {
    const known = this.#sessions.get(weights);
    if (known) return known;
    const { config } = this.#checkpoint;
    const opening = openSession(
      this.#ort,
      this.#gpu?.device ?? null,
      config,
      cpuWeights(this.#checkpoint, weights),
      this.#form,
    );
    this.#sessions.set(weights, opening);
    return opening;
  }
}

/** What stands in the step log where our engines name their reduction plans. */
export const UNKNOWN_PLAN = 'onnxruntime: not ours to know';

async function runStep(caches: OrtCaches, plan: StepPlan, spec: ArmSpec): Promise<StepOutput> {
  caches.drop(plan.preempted);
  const samples = new Map<string, Sample>();
  const calls = stepCalls(plan);
  for (const call of calls) {
    const logits = await caches.run(call);
    const sampled = call.slices.filter((slice) => slice.samples);
    sampled.forEach(({ request, start, tokens }, i) => {
      samples.set(request, sampleLogits(request, start + tokens.length, logits[i], spec.decoding));
    });
  }
  const inOrder = plan.slices.flatMap(({ request }) => samples.get(request) ?? []);
  return { samples: inOrder, plans: { all: UNKNOWN_PLAN, calls: calls.map(describeCall).join(', ') } };
}

/** The same caches; where they are a device's, its readbacks are waited for as our own are. */
function waitingFor(gpu: Gpu | null, caches: OrtCaches): OrtCaches {
  return gpu ? { ...caches, run: (call) => deviceWait(gpu, caches.run(call)) } : caches;
}

function wasmAdapter(ort: OrtModule): AdapterReport {
  const description = `onnxruntime-web ${ort.env.versions.web ?? ''}, WebAssembly, one thread`;
  return { vendor: 'none', architecture: 'wasm', device: '', description, software: true };
}
