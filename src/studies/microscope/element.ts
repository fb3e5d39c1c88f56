import { replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { lazyWeights } from '../../engines/cpu/cpu-weights.ts';
import type { ModelConfig } from '../../model/config.ts';
import { type ModelGraph, type OutputRun, operationAt } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import { kindOf } from '../../model/operations.ts';
import { countDifferingBits, f32Bits } from '../../numerics/bits.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { Range, SumPlan } from '../../numerics/plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { type SumTree, sumTree } from '../../numerics/sum-tree.ts';
import type { RowTrace } from '../../steps/trace.ts';
import { type ElementDiff, elementDiff, ulpBetween } from './facts.ts';
import type { Looked } from './microscope.ts';
import { type ElementPlace, isReduction, operandsOf, outputOf } from './operands.ts';

/** What the plan gives from the real terms, against what the engine gave. */
export interface Check {
  /** From the tree's root: itself for a product, what follows from it for a norm. */
  readonly replayed: number;
  readonly given: number;
  readonly equal: boolean;
  /** Between the two, in units of the output's dtype; null across zero. */
  readonly ulp: number | null;
  /** Whether each partial sum that the engine wrote is the tree's chunk; null where it wrote the whole sum only. */
  readonly parts: boolean | null;
}

/** The reduction of an element in one arm. */
export interface SumSide {
  readonly plan: SumPlan;
  readonly tree: SumTree;
  readonly check: Check;
}

/** An element in both arms, down to its terms or to the elements that it is made of; plain data. */
export interface ElementReport extends ElementDiff {
  /**
   * `sum`: of products. `norm`: the element follows from a sum of squares. `made`: from few elements, or by attention from
   * many keys.
   */
  readonly kind: 'sum' | 'norm' | 'made';
  /** Both reductions; null for `made`. */
  readonly sides: { readonly a: SumSide; readonly b: SumSide } | null;
  /** Terms that differ between the arms; 0 means that both add the same ones, in whatever order. */
  readonly termsDiffering: number;
  /** How the engine multiplies and adds; null where it is mixed, and the trees show the unfused way. */
  readonly rule: MultiplyAddRule | null;
  /** Elements of the row that a `made` one is computed from. */
  readonly from: readonly ElementDiff[];
  /** Where one addition or one rounding makes the element: whether it gives what the engine gave, in each arm. */
  readonly rounds: { readonly a: boolean; readonly b: boolean } | null;
  /** Of an attention element: its head, and the runs of keys that each arm reduces by itself. */
  readonly attention: {
    readonly head: number;
    readonly a: readonly Range[];
    readonly b: readonly Range[];
  } | null;
}

/** Takes one element apart in both arms. Throws RangeError where the traces have no such element. */
export function elementReport(looked: Looked, place: ElementPlace): ElementReport {
  const { a, b, model, rule, look } = looked;
  const { config } = model.checkpoint;
  const graph = modelGraph(config);
  const difference = elementDiff(a, b, place, place.element);
  const splits = kindOf(place.name) === 'attention' && { head: Math.floor(place.element / config.headDim) };
  const common = { ...difference, rule, from: [], rounds: null, attention: null };
  if (!isReduction(place.name)) {
    const from = madeFrom(graph, place).map((each) => elementDiff(a, b, each, each.element));
    const attention = splits ? { ...splits, a: a.splits, b: b.splits } : null;
    const rounds = roundsTo(difference, from);
    return { ...common, kind: 'made', sides: null, termsDiffering: 0, from, rounds, attention };
  }
  const used = rule ?? 'unfused';
  const weights = (dtype: typeof look.a.weights) => lazyWeights(model.checkpoint, dtype);
  const ofA = weights(look.a.weights);
  const ofB = look.b.weights === look.a.weights ? ofA : weights(look.b.weights);
  const [termsA, termsB] = [operandsOf(a, ofA, graph, place), operandsOf(b, ofB, graph, place)];
  const side = (trace: RowTrace, valuesOf: ValuesOf, { plan, a: x, b: y }: typeof termsA): SumSide => {
    const tree = sumTree(plan, used, x, y);
    const isNorm = plan.operation === 'rmsnorm';
    const replayed = isNorm
      ? normFrom(tree.root.value, trace, valuesOf, config, place, used)
      : tree.root.value;
    return { plan, tree, check: checkOf(trace, place, tree, replayed) };
  };
  return {
    ...common,
    kind: termsA.plan.operation === 'rmsnorm' ? 'norm' : 'sum',
    sides: { a: side(a, ofA, termsA), b: side(b, ofB, termsB) },
    termsDiffering: countDifferingBits(termsA.b, termsB.b),
  };
}

function checkOf(
  trace: RowTrace,
  { layer, name, element }: ElementPlace,
  { chunks }: SumTree,
  replayed: number,
): Check {
  const { values, partials, dtype } = outputOf(trace, layer, name);
  const given = values[element];
  const written = partials && partials.length > 1 ? partials : null;
  const agree = written?.every((part, i) => f32Bits(part[element]) === f32Bits(chunks[i].value));
  return {
    replayed,
    given,
    equal: f32Bits(replayed) === f32Bits(given),
    ulp: ulpBetween(replayed, given, dtype),
    parts: agree ?? null,
  };
}

/** An element of an RMSNorm, from its sum of squares: with JavaScript's square root, which a device's may not equal. */
function normFrom(
  sum: number,
  trace: RowTrace,
  valuesOf: ValuesOf,
  config: ModelConfig,
  place: ElementPlace,
  rule: MultiplyAddRule,
): number {
  const { weights, inputs } = operationAt(modelGraph(config), place);
  const [gain, x] = [valuesOf(weights[0]), outputOf(trace, inputs[0].layer, inputs[0].name).values];
  const { multiplyAdd, work, store } = replayArithmetic(outputOf(trace, place.layer, place.name).dtype, rule);
  const scale = work(1 / Math.sqrt(multiplyAdd(sum, work(1 / x.length), work(config.rmsNormEps))));
  return store(work(work(x[place.element] * scale) * gain[place.element]));
}

/** The elements of the row that one is computed from; of attention the query's head, to begin with. */
export function madeFrom(graph: ModelGraph, place: ElementPlace): ElementPlace[] {
  const { element } = place;
  const { kind, inputs, shape } = operationAt(graph, place);
  const at = ({ layer, name, start }: OutputRun, index: number): ElementPlace => {
    return { layer, name, element: start + index };
  };
  switch (kind) {
    case 'rope': {
      const [, headDim] = shape;
      const half = headDim / 2;
      const partner = element % headDim < half ? element + half : element - half;
      return [at(inputs[0], element), at(inputs[0], partner)];
    }
    case 'round':
    case 'add':
      return inputs.map((input) => at(input, element));
    case 'swiglu':
      return [at(inputs[0], element), at(inputs[0], shape[1] + element)];
    case 'attention': {
      const [q, , v] = inputs;
      const [[heads, headDim], [kvHeads]] = [q, v].map((input) => operationAt(graph, input).shape);
      const head = Math.floor(element / headDim);
      const group = Math.floor(head / (heads / kvHeads));
      const own = group * headDim + (element % headDim);
      return [...Array.from({ length: headDim }, (_, d) => at(q, head * headDim + d)), at(v, own)];
    }
    default:
      return [];
  }
}

/** Null where more than one addition and one rounding make the element. */
function roundsTo({ name, dtype, a, b }: ElementDiff, from: readonly ElementDiff[]): ElementReport['rounds'] {
  const kind = kindOf(name);
  if (kind !== 'add' && kind !== 'round') return null;
  const round = roundTo(dtype);
  const given = (side: 'a' | 'b') =>
    f32Bits(round(Math.fround(from.map((each) => each[side]).reduce((x, y) => x + y))));
  return { a: given('a') === f32Bits(a), b: given('b') === f32Bits(b) };
}
