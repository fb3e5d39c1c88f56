import type { ModelConfig } from '../../model/config.ts';
import type { MatmulName, OutputName } from '../../model/operations.ts';
import { ropeAngles } from '../../model/rope-angles.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { StepRow } from '../../steps/step-rows.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';
import { attendRow } from './cpu-attention.ts';
import { type CpuCache, CpuCaches } from './cpu-cache.ts';
import type { CpuWeights } from './cpu-weights.ts';

/** Is shown an output of a row as it stands, a fused product in its pieces; whoever keeps it copies it. */
type See = (name: OutputName, ...values: readonly Vector[]) => void;
export type Observe = (
  row: number,
  layer: number | null,
  name: OutputName,
  ...values: readonly Vector[]
) => void;

type CpuLayer = CpuWeights['layers'][number];

/** Computes steps of one model in one arithmetic, row by row, in the order of the plans. */
export class CpuForward {
  readonly #config: ModelConfig;
  readonly #weights: CpuWeights;
  readonly #arithmetic: Arithmetic;
  readonly #angles: Vector;
  readonly caches: CpuCaches;

  /** `positions`: up to where it rotates. */
  constructor(
    config: ModelConfig,
    weights: CpuWeights,
    arithmetic: Arithmetic,
    blocks: number,
    positions: number,
  ) {
    this.#config = config;
    this.#weights = weights;
    this.#arithmetic = arithmetic;
    this.#angles = ropeAngles(config, positions).map(arithmetic.work);
    this.caches = new CpuCaches(config, arithmetic, blocks);
  }

  /** (sampled rows) x (vocabulary) logits of a step. `observe` is given every output of every row. */
  run(plan: StepPlan, plans: StepPlans, observe: Observe = () => undefined): Vector[] {
    const weights = this.#weights;
    const residual = plans.rows.map((row) => this.#embed(row.token));
    residual.forEach((x, i) => {
      observe(i, null, 'embed', x);
    });
    weights.layers.forEach((layer, index) => {
      const see = residual.map(
        (_, i): See =>
          (name, ...values) =>
            observe(i, index, name, ...values),
      );
      const normed = residual.map((x) => this.#norm(plans.norm, x, layer.inputNorm));
      const q = plans.rows.map((row, i) => {
        see[i]('norm', normed[i]);
        return this.#project(plans, normed[i], layer, row, this.caches.layers[index], see[i]);
      });
      const attended = plans.rows.map((row, i) =>
        attendRow(this.#arithmetic, this.#config, q[i], this.caches.layers[index], {
          blocks: plan.slices[row.slice].blocks,
          from: row.from,
          splits: plans.splits[i],
        }),
      );
      residual.forEach((x, i) => {
        see[i]('attention', attended[i]);
        const o = this.#matmul(plans, 'o', attended[i], layer.o);
        this.#addTo(x, o);
        see[i]('o', o);
        see[i]('residual', x);
        this.#feedForward(plans, x, layer, see[i]);
      });
    });
    return plans.sampledRows.map((row) => {
      const normed = this.#norm(plans.norm, residual[row], weights.finalNorm);
      const logits = this.#matmul(plans, 'head', normed, weights.head);
      observe(row, null, 'final_norm', normed);
      observe(row, null, 'head', logits);
      return logits;
    });
  }

  #embed(token: number): Vector {
    const { hiddenSize } = this.#config;
    const { zeros, store } = this.#arithmetic;
    const x = zeros(hiddenSize);
    for (let i = 0; i < hiddenSize; i++) x[i] = store(this.#weights.embedding[token * hiddenSize + i]);
    return x;
  }

  #norm(plan: SumPlan, x: Vector, gain: Vector): Vector {
    return this.#scaled(plan, x, gain).map(this.#arithmetic.store);
  }

  /** RMSNorm in working precision. */
  #scaled(plan: SumPlan, x: Vector, gain: Vector): Vector {
    const { dot, work, multiplyAdd, zeros } = this.#arithmetic;
    const meanSquare = multiplyAdd(dot(plan, x, 0, x, 0), work(1 / x.length), work(this.#config.rmsNormEps));
    const scale = work(1 / Math.sqrt(meanSquare));
    const y = zeros(x.length);
    for (let i = 0; i < x.length; i++) y[i] = work(work(x[i] * scale) * gain[i]);
    return y;
  }

  #matmul(plans: StepPlans, name: MatmulName, x: Vector, w: Vector): Vector {
    const plan = plans.matmul[name];
    const { dot, zeros } = this.#arithmetic;
    const y = zeros(w.length / plan.terms);
    for (let n = 0; n < y.length; n++) y[n] = dot(plan, w, n * plan.terms, x, 0);
    return y;
  }

  /** q rotated and rounded; k and v of the row go to the cache. */
  #project(plans: StepPlans, x: Vector, layer: CpuLayer, row: StepRow, cache: CpuCache, see: See): Vector {
    const products = [layer.q, layer.k, layer.v].map((w) => this.#matmul(plans, 'qkv', x, w));
    see('qkv', ...products);
    const sums = this.#biased(products, layer, see);
    const normedQ = this.#normHeads(plans, 'q_norm', sums[0], layer.qNorm, see);
    const normedK = this.#normHeads(plans, 'k_norm', sums[1], layer.kNorm, see);
    const q = this.#rotate(normedQ, row.position);
    const k = this.#rotate(normedK, row.position);
    see('q', q);
    see('k', k);
    const v = sums[2].map(this.#arithmetic.store);
    see('v', v);
    cache.k.set(k, row.slot * k.length);
    cache.v.set(v, row.slot * k.length);
    return q;
  }

  /** The finished sums of q, k and v plus their biases, where the model has any. */
  #biased(sums: readonly Vector[], { qBias, kBias, vBias }: CpuLayer, see: See): readonly Vector[] {
    if (!qBias || !kBias || !vBias) return sums;
    const { work } = this.#arithmetic;
    const biased = [qBias, kBias, vBias].map((bias, i) => sums[i].map((sum, n) => work(sum + bias[n])));
    see('qkv_bias', ...biased);
    return biased;
  }

  /** Each query or key normalised by itself, where the model does that; not rounded. */
  #normHeads(
    { headNorm }: StepPlans,
    name: 'q_norm' | 'k_norm',
    x: Vector,
    gain: Vector | undefined,
    see: See,
  ): Vector {
    if (!gain || !headNorm) return x;
    const y = this.#arithmetic.zeros(x.length);
    for (let at = 0; at < x.length; at += gain.length)
      y.set(this.#scaled(headNorm, x.subarray(at, at + gain.length), gain), at);
    see(name, y);
    return y;
  }

  /** RoPE on pairs (d, d + head_dim / 2), then rounding. */
  #rotate(x: Vector, position: number): Vector {
    const { headDim } = this.#config;
    const { multiplyAdd, work, store, zeros } = this.#arithmetic;
    const half = headDim / 2;
    const y = zeros(x.length);
    for (let i = 0; i < x.length; i++) {
      const d = i % headDim;
      const at = 2 * (position * half + (d % half));
      const partner = d < half ? -x[i + half] : x[i - half];
      y[i] = store(multiplyAdd(x[i], this.#angles[at], work(partner * this.#angles[at + 1])));
    }
    return y;
  }

  #feedForward(plans: StepPlans, x: Vector, layer: CpuLayer, see: See): void {
    const { work, store } = this.#arithmetic;
    const normed = this.#norm(plans.norm, x, layer.postNorm);
    const gate = this.#matmul(plans, 'gate_up', normed, layer.gate);
    const up = this.#matmul(plans, 'gate_up', normed, layer.up);
    const activated = gate.map((g, i) => {
      const silu = work(g / work(1 + work(Math.exp(-g))));
      return store(work(silu * up[i]));
    });
    const down = this.#matmul(plans, 'down', activated, layer.down);
    this.#addTo(x, down);
    see('mlp_norm', normed);
    see('gate_up', gate, up);
    see('swiglu', activated);
    see('down', down);
    see('mlp_residual', x);
  }

  #addTo(x: Vector, y: Vector): void {
    const { work, store } = this.#arithmetic;
    for (let i = 0; i < x.length; i++) x[i] = store(work(x[i] + y[i]));
  }
}
