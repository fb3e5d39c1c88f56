import type { Gpu } from '../gpu/device.ts';
import { compileKernel, type Kernel, type KernelSource } from '../gpu/kernel.ts';
import { addNormSource } from '../kernels/add_norm.ts';
import { attentionSource } from '../kernels/attention.ts';
import { attentionMergeSource } from '../kernels/attention_merge.ts';
import { chooseSource } from '../kernels/choose.ts';
import { embedSource } from '../kernels/embed.ts';
import { logitsSource } from '../kernels/logits.ts';
import { type MatmulForm, matmulSource } from '../kernels/matmul.ts';
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
  readonly forms: ReadonlySet<MatmulForm>;
}

export function matmulKey(form: MatmulForm, weights: PackedDtype): string {
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
  async compileFor({ activations, embedding, weights, lanes, forms }: KernelNeeds): Promise<ArmKernels> {
    const dtypes = { activations };
    const { tuning } = this.#gpu;
    const single = [
      embedSource({ activations, weights: embedding }),
      ropeKvSource(dtypes, this.#config),
      attentionSource(dtypes, this.#config, tuning),
      attentionMergeSource(dtypes, this.#config),
      swigluSource(dtypes),
      logitsSource(),
      chooseSource(tuning),
      topKSource(tuning),
    ];
    const addNorm = [...lanes].map(
      async (count) => [count, await this.#get(addNormSource(dtypes, count, tuning))] as const,
    );
    const matmul = [...weights].flatMap((dtype) =>
      [...forms].map(async (form) => {
        const source = matmulSource(form, { activations, weights: dtype });
        return [matmulKey(form, dtype), await this.#get(source)] as const;
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
