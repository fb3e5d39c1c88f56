import type { Checkpoint } from '../../model/checkpoint.ts';
import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { PortableVerdict } from '../../numerics/portable/verdict.ts';
import type { AdapterReport } from '../../steps/engine.ts';
import { ModelEngine } from '../model-engine.ts';
import { CpuModel } from './cpu-model.ts';
import type { CreateForwards } from './forwards.ts';
import { readableForwards } from './readable-forwards.ts';

/**
 * Runs arms without a GPU by replaying the same plans in f32: the oracle of the kernels, and the fallback where there is
 * no WebGPU. Its sums are a device's, bit for bit; exp and square roots are JavaScript's, so its logits are its own.
 */
export class CpuEngine extends ModelEngine<CpuModel> {
  readonly kind = 'cpu';
  readonly adapter: AdapterReport;
  readonly #rule: MultiplyAddRule;
  readonly #create: CreateForwards;

  /** `create` makes the passes: the readable ones, unless something faster with the same bits is asked for. */
  constructor(rule: MultiplyAddRule = 'unfused', create: CreateForwards = readableForwards) {
    super();
    this.#rule = rule;
    this.#create = create;
    this.adapter = {
      vendor: 'none',
      architecture: 'cpu',
      device: '',
      description: `CPU replay, ${rule} multiply-add`,
      software: true,
    };
  }

  probeArithmetic(): Promise<AdapterArithmetic> {
    const rule = this.#rule;
    return Promise.resolve({ rounding: 'to nearest even', fma: rule, contraction: rule, subnormals: 'kept' });
  }

  /** JavaScript's and WebAssembly's sums and products are IEEE 754's by their specifications; an engine that is asked to fuse them is a test's. */
  probePortable(): Promise<PortableVerdict> {
    return Promise.resolve(
      this.#rule === 'unfused'
        ? { holds: true }
        : { holds: false, step: 'apart', why: 'this CPU engine was asked to fuse products into sums' },
    );
  }

  protected create(checkpoint: Checkpoint): CpuModel {
    return new CpuModel(checkpoint.config, this.#create(checkpoint, this.#rule));
  }
}
