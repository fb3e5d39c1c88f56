import type { Experts, ModelConfig } from '../../model/model-config.ts';
import type { OutputName } from '../../model/operations.ts';
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

/** The mixtures of experts of a model, layer by layer; of a step it keeps what the routers chose. */
export class CpuMixture {
  readonly #config: MixtureConfig;
  readonly #experts: Experts;
  readonly #arithmetic: Arithmetic;
  readonly #capacity: number | null;
  readonly #chosen: number[] = [];

  constructor(config: MixtureConfig, experts: Experts, arithmetic: Arithmetic, capacity: number | null) {
    this.#config = config;
    this.#experts = experts;
    this.#arithmetic = arithmetic;
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
  sums(plans: MixturePlans, rows: readonly Vector[], layer: MixtureLayer, see: readonly See[]): Vector[] {
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

  #choose(plans: MixturePlans, x: Vector, layer: MixtureLayer, see: See): Choice[] {
    const { count } = this.#experts;
    const scores = rowsTimes(this.#arithmetic, plans.router!, layer.router!, { first: 0, columns: count }, x);
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
    layer: MixtureLayer,
    see: See,
  ): Vector {
    const arithmetic = this.#arithmetic;
    const { hiddenSize, intermediateSize: columns, gate } = this.#config;
    const times = (name: 'gate_up' | 'down', w: Vector, expert: number, width: number, of: Vector) =>
      rowsTimes(arithmetic, plans.matmul[name], w, { first: expert * width, columns: width }, of);
    const pairs = choices.map(({ expert }, at) =>
      left[at] ? null : [layer.gate, layer.up].map((w) => times('gate_up', w, expert, columns, x)),
    );
    const none = (size: number) => arithmetic.zeros(size);
    see('gate_up', ...pairs.flatMap((pair) => pair ?? [none(columns), none(columns)]));
    const activated = pairs.map((pair) => pair && gated(arithmetic, gate, pair[0], pair[1]));
    see('swiglu', ...activated.map((each) => each ?? none(columns)));
    const given = activated.map(
      (each, at) => each && times('down', layer.down, choices[at].expert, hiddenSize, each),
    );
    see('down', ...given.map((each) => each ?? none(hiddenSize)));
    const sums = mixed(arithmetic, hiddenSize, choices, given);
    see('mixed', sums);
    return sums;
  }
}
