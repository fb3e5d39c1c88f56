import type { Gpu } from '../../gpu/device.ts';
import { compileOnce, type Kernel, type KernelSource } from '../../gpu/kernel.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import type { NormKernel } from '../../kernels/add_norm.ts';
import { attentionMergeSource } from '../../kernels/attention_merge.ts';
import { biasSource } from '../../kernels/bias.ts';
import { embedSource } from '../../kernels/embed.ts';
import { addSumsSource, scaleSource, sumsNormSource } from '../../kernels/ended-sums.ts';
import { type ExpertOrder, expertSources, toldExpertSources } from '../../kernels/experts.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { type HeadLanes, qkNormSource } from '../../kernels/qk_norm.ts';
import { quantizeSources } from '../../kernels/quantize.ts';
import { ropeKvSource } from '../../kernels/rope_kv.ts';
import { sampleMergeSource, sampleSlicesSource } from '../../kernels/sample.ts';
import { swigluSource } from '../../kernels/swiglu.ts';
import type { WeightLayout } from '../../kernels/weights/pieces.ts';
import { widthSources } from '../../kernels/widths.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { MathName } from '../../numerics/math-name.ts';
import type { OwnGuards } from './own-guards.ts';
import { ProductKernels } from './product-kernels.ts';

/** Something for every kernel that an arm may need but those of its products. */
interface ForEachKernel<Part> {
  readonly embed: Part;
  /** By form. */
  readonly addNorm: ReadonlyMap<string, Part>;
  /** What stands between the sums of a product and whoever reads them, by `bias`, `qk_norm/lanes` and so on; empty in most models. */
  readonly between: ReadonlyMap<string, Part>;
  /** What makes q8 of activations, `most` and `integers`; empty where none are quantised. */
  readonly quantize: ReadonlyMap<string, Part>;
  readonly ropeKv: Part;
  /** By what the form of attention calls them. */
  readonly attention: ReadonlyMap<string, Part>;
  readonly attentionMerge: Part;
  readonly swiglu: Part;
  readonly sampleSlices: Part;
  readonly sampleMerge: Part;
}

/** Every kernel that an arm may need, compiled before its first step, and those of its products as its steps come to need them. */
export interface ArmKernels extends ForEachKernel<Kernel> {
  readonly matmul: ProductKernels;
  readonly told: ToldKernels;
}

/** The experts' products that a trace runs, compiled when one is made. */
export class ToldKernels {
  readonly #sources: ReadonlyMap<string, KernelSource>;
  readonly #compile: (source: KernelSource) => Promise<Kernel>;
  readonly #kernels = new Map<string, Kernel>();

  constructor(
    sources: ReadonlyMap<string, KernelSource>,
    compile: (source: KernelSource) => Promise<Kernel>,
  ) {
    this.#sources = sources;
    this.#compile = compile;
  }

  /** Throws GpuError where a shader does not compile on this device. */
  async prepare(): Promise<void> {
    await Promise.all(
      [...this.#sources].map(async ([key, source]) => this.#kernels.set(key, await this.#compile(source))),
    );
  }

  /** By `expertKey`, once they are prepared. */
  get(key: string): Kernel {
    return this.#kernels.get(key)!;
  }
}

export interface KernelNeeds {
  /** In which arithmetic all of its kernels compute. */
  readonly math: MathName;
  /** Whether its weights are known to be operands of portable arithmetic; not, where left out. */
  readonly operands?: boolean;
  readonly activations: ActivationDtype;
  readonly embedding: WeightLayout;
  readonly norms: readonly NormKernel[];
  /** Of the norms of queries and keys. */
  readonly headLanes: readonly HeadLanes[];
  /** Of the norms of finished sums. */
  readonly sumsLanes: ReadonlySet<number>;
  readonly forms: KernelForms;
  /** Whether activations are quantised. */
  readonly quantizes: boolean;
  /** Whether products have two widths. */
  readonly widths?: boolean;
  /** In which layers hold the weights of a mixture's experts and routers; left out where the model has none. */
  readonly expertLayouts?: ReadonlySet<WeightLayout>;
  /** In which orders their sums are planned; any, where left out. */
  readonly expertOrders?: readonly ExpertOrder[];
}

export function qkNormKey({ q, k }: HeadLanes): string {
  return `qk_norm/${q}/${k}`;
}

export function sumsNormKey(lanes: number): string {
  return `sums_norm/${lanes}`;
}

/** What an arm with these needs runs on such an adapter beside its products: the one list of the engine's other kernels. */
export function armSources(
  config: ModelConfig,
  tuning: Tuning,
  needs: KernelNeeds,
): ForEachKernel<KernelSource> & { readonly told: ReadonlyMap<string, KernelSource> } {
  const { math, activations, embedding, norms, forms, expertLayouts = [], expertOrders } = needs;
  const dtypes = { math, activations };
  return {
    embed: embedSource({ ...dtypes, weights: embedding }, config),
    addNorm: new Map(norms.map(({ form, source }) => [form, source(dtypes)])),
    between: betweenSources(config, tuning, needs),
    told: new Map(toldExpertSources(activations, expertLayouts, math, expertOrders)),
    quantize: new Map(needs.quantizes ? Object.entries(quantizeSources(dtypes, tuning)) : []),
    ropeKv: ropeKvSource(dtypes, config),
    attention: forms.attention(config).sources(dtypes, config),
    attentionMerge: attentionMergeSource(dtypes, config),
    swiglu: swigluSource(dtypes, config),
    sampleSlices: sampleSlicesSource(tuning, math),
    sampleMerge: sampleMergeSource(tuning, math),
  };
}

function betweenSources(
  config: ModelConfig,
  tuning: Tuning,
  { math, activations, headLanes, sumsLanes, expertLayouts, expertOrders, widths }: KernelNeeds,
): ReadonlyMap<string, KernelSource> {
  const { qkvBias, outBias, mlpBias, norms, residualScale } = config;
  const dtypes = { math, activations };
  const sources = new Map<string, KernelSource>(
    expertLayouts ? expertSources(activations, expertLayouts, math, expertOrders) : [],
  );
  if (qkvBias || outBias || mlpBias) sources.set('bias', biasSource(math));
  for (const lanes of headLanes) sources.set(qkNormKey(lanes), qkNormSource(lanes, config, tuning, math));
  for (const lanes of sumsLanes) sources.set(sumsNormKey(lanes), sumsNormSource(dtypes, lanes, tuning));
  if (widths) for (const [name, source] of widthSources(tuning)) sources.set(name, source);
  if (norms === undefined && residualScale !== undefined) sources.set('scale', scaleSource(math));
  if (norms === 'after') sources.set('add_sums', addSumsSource(dtypes));
  return sources;
}

/**
 * Compiles what an arm with these needs may run, but for its products. Throws GpuError where a shader does not compile on this device, and
 * what `guards.compile` throws where a text of the arm's own does not.
 */
export async function compileArm(
  { device, tuning }: Pick<Gpu, 'device' | 'tuning'>,
  config: ModelConfig,
  needs: KernelNeeds,
  guards: Pick<OwnGuards, 'compile'>,
): Promise<ArmKernels> {
  const { addNorm, between, told, quantize, attention, ...single } = armSources(config, tuning, needs);
  const { math, activations, operands = false } = needs;
  const compile = (source: KernelSource): Promise<Kernel> =>
    source.edited ? guards.compile(source, source.edited) : compileOnce(device, source);
  const compileAll = <Key>(sources: readonly (readonly [Key, KernelSource])[]) =>
    Promise.all(sources.map(async ([key, source]) => [key, await compile(source)] as const));
  const [norms, betweens, quantizing, attentions, others] = await Promise.all([
    compileAll([...addNorm]),
    compileAll([...between]),
    compileAll([...quantize]),
    compileAll([...attention]),
    compileAll(Object.entries(single) as [keyof typeof single, KernelSource][]),
  ]);
  const named = Object.fromEntries(others) as Record<keyof typeof single, Kernel>;
  return {
    ...named,
    addNorm: new Map(norms),
    matmul: new ProductKernels({ math, activations, operands }, compile),
    between: new Map(betweens),
    told: new ToldKernels(told, compile),
    quantize: new Map(quantizing),
    attention: new Map(attentions),
  };
}
