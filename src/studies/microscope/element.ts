import { operationAt } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { f32Bits } from '../../numerics/bits.ts';
import type { Range } from '../../numerics/plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { keysAt } from '../../steps/trace.ts';
import { type ElementDiff, elementDiff } from './facts.ts';
import { madeFrom } from './made-from.ts';
import type { Looked } from './microscope.ts';
import type { ElementPlace } from './outputs.ts';
import { type Sums, sumsOf } from './sums.ts';

/** A sum of products, or an element of a norm, which follows from a sum of squares. */
export interface SumElement extends ElementDiff, Sums {
  readonly kind: 'matmul' | 'norm';
}

/** An element that is made from others of the row. */
interface Made extends ElementDiff {
  readonly from: readonly ElementDiff[];
}

/** Made by no single addition or rounding. */
interface ComputedElement extends Made {
  readonly kind: 'embed' | 'bias' | 'rope' | 'swiglu' | 'geglu' | 'route' | 'mix';
}

/** Made by one rounding, after one addition or none. */
interface RoundedElement extends Made {
  readonly kind: 'add' | 'round';
  /** Whether that gives what the engine gave, in each arm. */
  readonly rounds: { readonly a: boolean; readonly b: boolean };
}

/** Made from the values of many keys. */
interface AttentionElement extends Made {
  readonly kind: 'attention';
  readonly head: number;
  /** The runs of keys that each arm reduces by itself, by their indices in the cache. */
  readonly splits: { readonly a: readonly Range[]; readonly b: readonly Range[] };
}

export type MadeElement = ComputedElement | RoundedElement | AttentionElement;

/** An element in both arms, by the kind of its operation, down to its terms or to the elements that it is made from; plain data. */
export type ElementReport = SumElement | MadeElement;

export function isSum(element: ElementReport): element is SumElement {
  return element.kind === 'matmul' || element.kind === 'norm';
}

/** Takes one element apart in both arms. Throws RangeError where the traces have no such element. */
export function elementReport(looked: Looked, place: ElementPlace): ElementReport {
  const { a, b, model } = looked;
  const { config } = model.checkpoint;
  const graph = modelGraph(config);
  const found = elementDiff(a, b, place, place.element);
  const from = madeFrom(graph, place).map((each) => elementDiff(a, b, each, each.element));
  const { kind } = operationAt(graph, place);
  switch (kind) {
    case 'matmul':
    case 'norm':
      return { ...found, kind, ...sumsOf(looked, place) };
    case 'router':
      return { ...found, kind: 'matmul', ...sumsOf(looked, place) };
    case 'embed':
    case 'bias':
    case 'rope':
    case 'swiglu':
    case 'geglu':
    case 'route':
    case 'mix':
      return { ...found, kind, from };
    case 'add':
    case 'round':
      return { ...found, kind, from, rounds: roundsTo(found, from, config) };
    case 'attention': {
      const head = Math.floor(place.element / config.headDim);
      return { ...found, kind, from, head, splits: { a: placed(a, place), b: placed(b, place) } };
    }
  }
}

function placed(trace: Looked['a'], { layer }: ElementPlace): readonly Range[] {
  const { splits, from = 0 } = keysAt(trace, layer);
  return from === 0 ? splits : splits.map(({ start, end }) => ({ start: start + from, end: end + from }));
}

/** Of an addition the second part is multiplied first, where the model does that. */
function roundsTo(
  { dtype, a, b }: ElementDiff,
  [first, second]: readonly ElementDiff[],
  { residualScale = 1 }: ModelConfig,
): RoundedElement['rounds'] {
  const round = roundTo(dtype);
  const scaled = (side: 'a' | 'b') => Math.fround(second[side] * Math.fround(residualScale));
  const given = (side: 'a' | 'b') =>
    f32Bits(round(second ? Math.fround(first[side] + scaled(side)) : first[side]));
  return { a: given('a') === f32Bits(a), b: given('b') === f32Bits(b) };
}
