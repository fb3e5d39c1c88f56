import type { Gpu } from '../gpu/device.ts';
import { compileKernel, type Kernel, type KernelSource } from '../gpu/kernel.ts';
import { attentionMergeSource } from '../kernels/attention_merge.ts';
import { chooseSource } from '../kernels/choose.ts';
import { embedSource } from '../kernels/embed.ts';
import type { KernelForms, MatmulCall } from '../kernels/forms.ts';
import { logitsSource } from '../kernels/logits.ts';
import { ropeKvSource } from '../kernels/rope_kv.ts';
import { swigluSource } from '../kernels/swiglu.ts';
import { topKSource } from '../kernels/top_k.ts';
import type { ModelConfig } from '../model/config.ts';
import type { PackedDtype } from '../model/convert.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';

/** Every kernel that an arm may need, compiled before its first step. */
export interface ArmKernels {
  readonly embed: Kernel;
  /** By number of lanes. */
  readonly addNorm: ReadonlyMap<number, Kernel>;
  /** By `form/weight dtype`. */
  readonly matmul: ReadonlyMap<string, Kernel>;
  readonly ropeKv: Kernel;
  readonly attention: Kernel;
  readonly attentionMerge: Kernel;
  readonly swiglu: Kernel;
  readonly logits: Kernel;
  readonly choose: Kernel;
  readonly topK: Kernel;
}

export interface KernelNeeds {
  readonly activations: ActivationDtype;
  readonly embedding: PackedDtype;
  readonly weights: ReadonlySet<PackedDtype>;
  readonly lanes: ReadonlySet<number>;
  readonly forms: KernelForms;
  /** The kernels of the products that the arm may run, by form. */
  readonly products: ReadonlyMap<string, MatmulCall['source']>;
}

export function matmulKey(form: string, weights: PackedDtype): string {
  return `${form}/${weights}`;
}

/** Compiles each kernel once per device, however many arms use it. */
export class KernelLibrary {
  readonly #gpu: Gpu;
  readonly #config: ModelConfig;
  readonly #compiled = new Map<string, Promise<Kernel>>();

  constructor(gpu: Gpu, config: ModelConfig) {
    this.#gpu = gpu;
    this.#config = config;
  }

  /** Throws GpuError where a shader does not compile on this device. */
  async compileFor(needs: KernelNeeds): Promise<ArmKernels> {
    const { activations, embedding, weights, lanes, forms, products } = needs;
    const dtypes = { activations };
    const { tuning } = this.#gpu;
    const single = [
      embedSource({ activations, weights: embedding }),
      ropeKvSource(dtypes, this.#config),
      forms.attention(dtypes, this.#config),
      attentionMergeSource(dtypes, this.#config),
      swigluSource(dtypes),
      logitsSource(),
      chooseSource(tuning),
      topKSource(tuning),
    ];
    const addNorm = [...lanes].map(
      async (count) => [count, await this.#get(forms.addNorm(dtypes, count, this.#config))] as const,
    );
    const matmul = [...weights].flatMap((dtype) =>
      [...products].map(async ([form, source]) => {
        const kernel = await this.#get(source({ activations, weights: dtype }));
        return [matmulKey(form, dtype), kernel] as const;
      }),
    );
    const compiled = await Promise.all(single.map((source) => this.#get(source)));
    const [embed, ropeKv, attention, attentionMerge, swiglu, logits, choose, topK] = compiled;
    return {
      ...{ embed, ropeKv, attention, attentionMerge, swiglu, logits, choose, topK },
      addNorm: new Map(await Promise.all(addNorm)),
      matmul: new Map(await Promise.all(matmul)),
    };
  }

  /** The label says name, dtypes and constants, so it is the key. */
  #get(source: KernelSource): Promise<Kernel> {
    const known = this.#compiled.get(source.label);
    if (known) return known;
    const compiling = compileKernel(this.#gpu.device, source);
    this.#compiled.set(source.label, compiling);
    return compiling;
  }
}
