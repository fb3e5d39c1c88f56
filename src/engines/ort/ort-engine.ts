import { probeArithmetic } from '../../gpu/arithmetic.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { AdapterReport } from '../../steps/engine.ts';
import { ModelEngine } from '../model-engine.ts';
import { reportAdapter } from '../webgpu/webgpu-engine.ts';
import { OrtModel, type OrtParts } from './ort-model.ts';
import type { OrtForm } from './ort-session.ts';
import type { OrtModule } from './runtime.ts';

/**
 * Runs arms on onnxruntime-web, which others wrote: an oracle of the model, a peer in experiments and the bar for speed. It
 * computes in f32 by kernels of its own choice, so an arm's kernel sets mean nothing to it, and it batches by padding (calls.ts).
 */
export class OrtEngine extends ModelEngine<OrtModel> {
  readonly kind: 'ort-wasm' | 'ort-webgpu';
  readonly adapter: AdapterReport;
  readonly #parts: OrtParts;

  /** On the device given, or without one in WebAssembly. */
  constructor(ort: OrtModule, gpu: Gpu | null, form: OrtForm = 'fast') {
    super();
    this.kind = gpu ? 'ort-webgpu' : 'ort-wasm';
    this.adapter = gpu ? reportAdapter(gpu) : wasmAdapter(ort);
    this.#parts = { ort, gpu, form };
  }

  /** The device's; WebAssembly's is laid down by its specification, and this build uses none of its relaxed operations. */
  probeArithmetic(): Promise<AdapterArithmetic> {
    const { gpu } = this.#parts;
    if (gpu) return probeArithmetic(gpu);
    return Promise.resolve({
      rounding: 'to nearest even',
      fma: 'unfused',
      contraction: 'unfused',
      subnormals: 'kept',
    });
  }

  /** It has no kernel sets to promise by. */
  probePortable(): Promise<null> {
    return Promise.resolve(null);
  }

  protected create(checkpoint: Checkpoint): OrtModel {
    return new OrtModel(this.#parts, checkpoint);
  }
}

function wasmAdapter(ort: OrtModule): AdapterReport {
  const description = `onnxruntime-web ${ort.env.versions.web ?? ''}, WebAssembly, one thread`;
  return { vendor: 'none', architecture: 'wasm', device: '', description, software: true };
}
