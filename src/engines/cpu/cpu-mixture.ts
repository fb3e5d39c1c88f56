import type { Experts, ModelConfig } from '../../model/model-config.ts';
import type { OutputName } from '../../model/operations.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { droppedChoices, expertCapacity, type RoutedStep } from '../../steps/expert-capacity.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';
import { type Choice, chooseExperts, mixed, rowsTimes } from './cpu-experts.ts';
import type { CpuWeights } from './cpu-weights.ts';
import { gated } from './pointwise.ts';

/** Is shown an output of a row as it stands, a fused product in its pieces; whoever keeps it copies it. */
export type See = (name: OutputName, ...values: readonly Vector[]) => void;

/** Of a layer's weights. */
type MixtureLayer = Pick<CpuWeights['layers'][number], 'router' | 'gate' | 'up' | 'down'>;

/** Of a step's plans. */
interface MixturePlans extends Pick<StepPlans, 'router'> {
  readonly matmul: Pick<StepPlans['matmul'], 'gate_up' | 'down'>;
}

/** Of a model's sizes. */
type MixtureConfig = Pick<ModelConfig, 'hiddenSize' | 'intermediateSize' | 'layers' | 'gate'>;

/** A row's products with what a pass has as a layer of a mixture. */
export interface ExpertProducts<Layer> {
  scores(plans: MixturePlans, layer: Layer, x: Vector): Vector;
  gateUp(plans: MixturePlans, layer: Layer, expert: number, x: Vector): readonly [Vector, Vector];
  down(plans: MixturePlans, layer: Layer, expert: number, x: Vector): Vector;
}

/** Each sum as it is planned, one after the other. */
export function replayedExperts(
  { hiddenSize, intermediateSize }: MixtureConfig,
  { count }: Experts,
  arithmetic: Arithmetic,
): ExpertProducts<MixtureLayer> {
  const times = (plan: SumPlan, w: Vector, at: number, columns: number, x: Vector) =>
    rowsTimes(arithmetic, plan, w, { first: at * columns, columns }, x);
  return {
    scores: (plans, { router }, x) =>
      rowsTimes(arithmetic, plans.router!, router!, { first: 0, columns: count }, x),
    gateUp: ({ matmul }, { gate, up }, expert, x) => [
      times(matmul.gate_up, gate, expert, intermediateSize, x),
      times(matmul.gate_up, up, expert, intermediateSize, x),
    ],
    down: ({ matmul }, { down }, expert, x) => times(matmul.down, down, expert, hiddenSize, x),
  };
}

/** The mixtures of experts of a model, layer by layer; of a step it keeps what the routers chose. */
export class CpuMixture<Layer> {
  readonly #config: MixtureConfig;
  readonly #experts: Experts;
  readonly #arithmetic: Arithmetic;
  readonly #products: ExpertProducts<Layer>;
  readonly #capacity: number | null;
  readonly #chosen: number[] = [];

  constructor(
    config: MixtureConfig,
    experts: Experts,
    arithmetic: Arithmetic,
    products: ExpertProducts<Layer>,
    capacity: number | null,
  ) {
    this.#config = config;
    this.#experts = experts;
    this.#arithmetic = arithmetic;
    this.#products = products;
    this.#capacity = capacity;
  }

  /** Forgets the step before. */
  begin(): void {
    this.#chosen.length = 0;
  }

  /** Of a step that has been through every layer. */
  get routed(): RoutedStep {
    const { count: experts, perToken } = this.#experts;
    const { layers } = this.#config;
    const room = this.#room(this.#chosen.length / (layers * perToken));
    return { layers, experts, perToken, room, chosen: Uint16Array.from(this.#chosen) };
  }

  /** What the experts of a layer give each normalised row of a step. */
  sums(plans: MixturePlans, rows: readonly Vector[], layer: Layer, see: readonly See[]): Vector[] {
    const { count, perToken } = this.#experts;
    const choices = rows.map((x, i) => this.#choose(plans, x, layer, see[i]));
    const chosen = choices.flatMap((own) => own.map(({ expert }) => expert));
    this.#chosen.push(...chosen);
    const dropped = droppedChoices(chosen, count, this.#room(rows.length) ?? Number.POSITIVE_INFINITY);
    return rows.map((x, i) => {
      const left = dropped.slice(i * perToken, (i + 1) * perToken);
      return this.#through(plans, x, { choices: choices[i], left }, layer, see[i]);
    });
  }

  #room(rows: number): number | null {
    return this.#capacity === null ? null : expertCapacity(this.#capacity, rows, this.#experts);
  }

  #choose(plans: MixturePlans, x: Vector, layer: Layer, see: See): Choice[] {
    const { count } = this.#experts;
    const scores = this.#products.scores(plans, layer, x);
    see('router', scores);
    const choices = chooseExperts(this.#arithmetic, scores, this.#experts);
    const weights = this.#arithmetic.zeros(count);
    for (const { expert, weight } of choices) weights[expert] = weight;
    see('routing', weights);
    return choices;
  }

  /** A row through its experts. `left`: whether one had no room for it, whose outputs are seen as zeros. */
  #through(
    plans: MixturePlans,
    x: Vector,
    { choices, left }: { readonly choices: readonly Choice[]; readonly left: readonly boolean[] },
    layer: Layer,
    see: See,
  ): Vector {
    const arithmetic = this.#arithmetic;
    const { hiddenSize, intermediateSize: columns, gate } = this.#config;
    const products = this.#products;
    const pairs = choices.map(({ expert }, at) =>
      left[at] ? null : products.gateUp(plans, layer, expert, x),
    );
    const none = (size: number) => arithmetic.zeros(size);
    see('gate_up', ...pairs.flatMap((pair) => pair ?? [none(columns), none(columns)]));
    const activated = pairs.map((pair) => pair && gated(arithmetic, gate, pair[0], pair[1]));
    see('swiglu', ...activated.map((each) => each ?? none(columns)));
    const given = activated.map((each, at) => each && products.down(plans, layer, choices[at].expert, each));
    see('down', ...given.map((each) => each ?? none(hiddenSize)));
    const sums = mixed(arithmetic, hiddenSize, choices, given);
    see('mixed', sums);
    return sums;
  }
}
