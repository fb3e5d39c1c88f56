import type { ModelConfig } from '../../model/model-config.ts';
import { gatedName, type MatmulName, type OutputName } from '../../model/operations.ts';
import { ropeAngles, ropeIndex, ropesOf } from '../../model/rope-angles.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import type { RoutedStep } from '../../steps/expert-capacity.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { keysIn, type StepPlans } from '../../steps/step-plans.ts';
import type { StepRow } from '../../steps/step-rows.ts';
import { type TwoFormats, weightsOfStep } from '../lowered-weights.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';
import { attendRow } from './cpu-attention.ts';
import { CpuCaches } from './cpu-cache.ts';
import { CpuMixture, replayedExperts, type See } from './cpu-mixture.ts';
import { type Products, plainProducts } from './cpu-products.ts';
import type { CpuWeights } from './cpu-weights.ts';
import { addScaled, gated, rotated } from './pointwise.ts';

export type Observe = (
  row: number,
  layer: number | null,
  name: OutputName,
  ...values: readonly Vector[]
) => void;

type CpuLayer = CpuWeights['layers'][number];

export interface ForwardOptions {
  /** How rows meet weights, unless as they are. */
  readonly products?: Products | undefined;
  /** What lowered layers read; left out where none is ever lowered. */
  readonly lower?: CpuWeights | undefined;
  /** What each expert of a mixture has room for (`ExpertServing`). */
  readonly capacity?: number | null;
}

/** Computes steps of one model in one arithmetic, an operation of all rows after the other, in the order of the plans. */
export class CpuForward {
  readonly #config: ModelConfig;
  readonly #formats: TwoFormats<CpuWeights>;
  /** Of the step under way. */
  #weights: CpuWeights;
  readonly #arithmetic: Arithmetic;
  readonly #products: Products;
  /** By which each layer turns. */
  readonly #angles: readonly Vector[];
  readonly caches: CpuCaches;
  /** Null where the model has one MLP a layer. */
  readonly #mixture: CpuMixture<CpuLayer> | null;

  /** `positions`: up to where it rotates. */
  constructor(
    config: ModelConfig,
    weights: CpuWeights,
    arithmetic: Arithmetic,
    blocks: number,
    positions: number,
    { products = plainProducts(arithmetic), lower, capacity = null }: ForwardOptions = {},
  ) {
    this.#config = config;
    this.#formats = { weights, ...(lower && { lower }) };
    this.#weights = weights;
    this.#arithmetic = arithmetic;
    this.#products = products;
    const tables = ropesOf(config).map((rope) =>
      ropeAngles(rope, config.headDim, positions).map((angle) => arithmetic.kept(arithmetic.work(angle))),
    );
    this.#angles = weights.layers.map((_, layer) => tables[ropeIndex(config, layer)]);
    const { experts } = config;
    this.#mixture = experts
      ? new CpuMixture(config, experts, arithmetic, replayedExperts(config, experts, arithmetic), capacity)
      : null;
    this.caches = new CpuCaches(config, arithmetic, blocks);
  }

  /** (sampled rows) x (vocabulary) logits of a step. `observe` is given every output of every row. */
  run(plan: StepPlan, plans: StepPlans, observe: Observe = () => undefined): Vector[] {
    const weights = weightsOfStep(this.#formats, plan.lowered);
    this.#weights = weights;
    this.#mixture?.begin();
    const residual = plans.rows.map((row) => this.#embed(row.token));
    residual.forEach((x, i) => {
      observe(i, null, 'embed', x);
    });
    weights.layers.forEach((_, index) => {
      this.#layer(index, residual, plan, plans, observe);
    });
    const normed = plans.sampledRows.map((row) => this.#norm(plans.norm, residual[row], weights.finalNorm));
    const logits = this.#matmul(plans, 'head', normed, weights.head);
    plans.sampledRows.forEach((row, i) => {
      observe(row, null, 'final_norm', normed[i]);
      observe(row, null, 'head', logits[i]);
    });
    return logits;
  }

  /** What the routers of the last step chose; null where the model has none. */
  get routed(): RoutedStep | null {
    return this.#mixture?.routed ?? null;
  }

  /** Adds a layer's attention and MLP to the residual stream of every row. */
  #layer(
    index: number,
    residual: readonly Vector[],
    plan: StepPlan,
    plans: StepPlans,
    observe: Observe,
  ): void {
    const layer = this.#weights.layers[index];
    const cache = this.caches.layers[index];
    const see = residual.map(
      (_, i): See =>
        (name, ...values) =>
          observe(i, index, name, ...values),
    );
    const normed = residual.map((x, i) => this.#normed(plans, 'norm', x, layer.inputNorm, see[i]));
    // All keys are written before any is read.
    const q = this.#project(plans, normed, index, see);
    const keys = keysIn(plans, this.#config, index);
    const attended = residual.map((_, i) => {
      const values = attendRow(this.#arithmetic, this.#config, q[i], cache, {
        blocks: plan.slices[plans.rows[i].slice].blocks,
        from: keys.rows[i].from,
        splits: keys.splits[i],
      });
      see[i]('attention', values);
      return values;
    });
    const o = this.#matmul(plans, 'o', attended, layer.o);
    residual.forEach((x, i) => {
      see[i]('o', o[i]);
      const sums = this.#biased([o[i]], [layer.oBias], 'o_bias', see[i])[0];
      this.#addTo(x, this.#normed(plans, 'o_norm', sums, layer.oNorm, see[i]));
      see[i]('residual', x);
    });
    if (this.#mixture) this.#addMixture(this.#mixture, plans, residual, layer, see);
    else this.#feedForward(plans, residual, layer, see);
  }

  #embed(token: number): Vector {
    const { hiddenSize, embeddingScale } = this.#config;
    const { zeros, store, work, times } = this.#arithmetic;
    const x = zeros(hiddenSize);
    const row = this.#weights.embedding.subarray(token * hiddenSize, (token + 1) * hiddenSize);
    const scale = embeddingScale === undefined ? null : work(embeddingScale);
    for (let i = 0; i < hiddenSize; i++) x[i] = store(scale === null ? row[i] : times(row[i], scale));
    return x;
  }

  /** What a layer's norm makes of a row, or the row itself where the layer does not have it. */
  #normed(
    plans: StepPlans,
    name: 'norm' | 'o_norm' | 'mlp_norm' | 'down_norm',
    x: Vector,
    gain: Vector | undefined,
    see: See,
  ): Vector {
    if (!gain) return x;
    const y = this.#norm(plans.norm, x, gain);
    see(name, y);
    return y;
  }

  #norm(plan: SumPlan, x: Vector, gain: Vector): Vector {
    return this.#scaled(plan, x, gain).map(this.#arithmetic.store);
  }

  /** RMSNorm in working precision, of a row as it is stored or of finished sums. */
  #scaled(plan: SumPlan, x: Vector, gain: Vector): Vector {
    const { dot, work, multiplyAdd, times, root, kept, zeros } = this.#arithmetic;
    // Of a finished sum, which may be smaller than what counts.
    const terms = x.map(kept);
    const meanSquare = multiplyAdd(
      dot(plan, terms, 0, terms, 0),
      work(1 / x.length),
      work(this.#config.rmsNormEps),
    );
    const scale = root(meanSquare);
    const y = zeros(x.length);
    for (let i = 0; i < x.length; i++) y[i] = times(times(x[i], scale), gain[i]);
    return y;
  }

  #matmul(plans: StepPlans, name: MatmulName, rows: readonly Vector[], w: Vector): Vector[] {
    return this.#products(plans.matmul[name], rows, w);
  }

  /** Queries rotated and rounded; keys and values of the rows go to the cache. */
  #project(plans: StepPlans, rows: readonly Vector[], index: number, see: readonly See[]): Vector[] {
    const layer = this.#weights.layers[index];
    const [q, k, v] = [layer.q, layer.k, layer.v].map((w) => this.#matmul(plans, 'qkv', rows, w));
    return plans.rows.map((row, i) => this.#turn(plans, [q[i], k[i], v[i]], index, row, see[i]));
  }

  #turn(plans: StepPlans, products: readonly Vector[], index: number, row: StepRow, see: See): Vector {
    const layer = this.#weights.layers[index];
    const cache = this.caches.layers[index];
    see('qkv', ...products);
    const sums = this.#biased(products, [layer.qBias, layer.kBias, layer.vBias], 'qkv_bias', see);
    const normedQ = this.#normHeads(plans.headNorm?.q, 'q_norm', sums[0], layer.qNorm, see);
    const normedK = this.#normHeads(plans.headNorm?.k, 'k_norm', sums[1], layer.kNorm, see);
    const turned = (x: Vector) =>
      rotated(this.#arithmetic, x, this.#config.headDim, row.position, this.#angles[index]);
    const [q, k] = [turned(normedQ), turned(normedK)];
    see('q', q);
    see('k', k);
    const v = sums[2].map(this.#arithmetic.store);
    see('v', v);
    cache.k.set(k, row.slot * k.length);
    cache.v.set(v, row.slot * k.length);
    return q;
  }

  /** Finished sums plus their biases, where the model has any. */
  #biased(
    sums: readonly Vector[],
    biases: readonly (Vector | undefined)[],
    name: 'qkv_bias' | 'o_bias' | 'gate_up_bias' | 'down_bias',
    see: See,
  ): readonly Vector[] {
    if (!biases[0]) return sums;
    const { work } = this.#arithmetic;
    const biased = sums.map((each, i) => each.map((sum, n) => work(sum + biases[i]![n])));
    see(name, ...biased);
    return biased;
  }

  /** Queries or keys normalised, a head or a whole projection at a time as the gain is long, where the model does that; not rounded. */
  #normHeads(
    plan: SumPlan | undefined,
    name: 'q_norm' | 'k_norm',
    x: Vector,
    gain: Vector | undefined,
    see: See,
  ): Vector {
    if (!gain || !plan) return x;
    const y = this.#arithmetic.zeros(x.length);
    for (let at = 0; at < x.length; at += gain.length)
      y.set(this.#scaled(plan, x.subarray(at, at + gain.length), gain), at);
    see(name, y);
    return y;
  }

  #feedForward(plans: StepPlans, residual: readonly Vector[], layer: CpuLayer, see: readonly See[]): void {
    const normed = residual.map((x, i) => this.#normed(plans, 'mlp_norm', x, layer.postNorm, see[i]));
    const [gates, ups] = [layer.gate, layer.up].map((w) => this.#matmul(plans, 'gate_up', normed, w));
    const activated = residual.map((_, i) => {
      const products = [gates[i], ups[i]];
      see[i]('gate_up', ...products);
      const [gate, up] = this.#biased(products, [layer.gateBias, layer.upBias], 'gate_up_bias', see[i]);
      const values = gated(this.#arithmetic, this.#config.gate, gate, up);
      see[i](gatedName(this.#config.gate), values);
      return values;
    });
    const down = this.#matmul(plans, 'down', activated, layer.down);
    residual.forEach((x, i) => {
      see[i]('down', down[i]);
      const [sums] = this.#biased([down[i]], [layer.downBias], 'down_bias', see[i]);
      this.#addTo(x, this.#normed(plans, 'down_norm', sums, layer.downNorm, see[i]));
      see[i]('mlp_residual', x);
    });
  }

  /** Every row chooses before any is computed, since an expert may have no room for all. */
  #addMixture(
    mixture: CpuMixture<CpuLayer>,
    plans: StepPlans,
    residual: readonly Vector[],
    layer: CpuLayer,
    see: readonly See[],
  ): void {
    const normed = residual.map((x, i) => this.#normed(plans, 'mlp_norm', x, layer.postNorm, see[i]));
    const sums = mixture.sums(plans, normed, layer, see);
    residual.forEach((x, i) => {
      this.#addTo(x, sums[i]);
      see[i]('mlp_residual', x);
    });
  }

  #addTo(x: Vector, y: Vector): void {
    addScaled(this.#arithmetic, x, y, this.#config.residualScale);
  }
}
