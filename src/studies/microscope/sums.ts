import { type Arithmetic, replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { lazyWeights } from '../../engines/cpu/cpu-weights.ts';
import type { OwnKernelMark } from '../../experiment/shaders.ts';
import { operationAt } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import { countDifferingBits, f32Bits } from '../../numerics/bits.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import { type SumTree, sumTree } from '../../numerics/sum-tree.ts';
import type { RowTrace } from '../../steps/trace.ts';
import { ulpBetween } from './facts.ts';
import type { Looked } from './microscope.ts';
import { type Operands, operandsOf } from './operands.ts';
import { type ElementPlace, outputOf } from './outputs.ts';
import { quantisedOperands } from './quantised-operands.ts';
import { ownOf, type StepFacts } from './step-facts.ts';

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

/** Whether a tree may be shown as what an arm computed: an own kernel's only where it gives what the kernel gave. */
export function showsSum({ own, check }: Pick<SumSide, 'own' | 'check'>): boolean {
  return own === null || (check.equal && check.parts !== false);
}

/** The reduction of an element in one arm. */
export interface SumSide {
  readonly plan: SumPlan;
  readonly tree: SumTree;
  readonly check: Check;
  /** The own kernel that added it, so that the plan is only what it was given; null where the lab's own did. */
  readonly own: OwnKernelMark | null;
}

/** The reductions of an element in both arms. */
export interface Sums {
  readonly sides: { readonly a: SumSide; readonly b: SumSide };
  /** Terms that differ between the arms; 0 means that both add the same ones, in whatever order. */
  readonly termsDiffering: number;
  /** How the engine multiplies and adds; null where it is mixed, and the trees show the unfused way. */
  readonly rule: MultiplyAddRule | null;
}

/** Takes an element that is a sum, or follows from one, apart. Throws RangeError for any other, and for one that is not there. */
export function sumsOf({ a, b, model, rule, look }: Looked, place: ElementPlace): Sums {
  const { config } = model.checkpoint;
  const graph = modelGraph(config);
  const used = rule ?? 'unfused';
  const weights = ({ weights: dtype, kernels }: StepFacts) =>
    lazyWeights(model.checkpoint, dtype, mathOf(kernels));
  const alike = look.b.weights === look.a.weights && mathOf(look.a.kernels) === mathOf(look.b.kernels);
  const ofA = weights(look.a);
  const ofB = alike ? ofA : weights(look.b);
  const { checkpoint } = model;
  const terms = (trace: RowTrace, step: StepFacts, valuesOf: ValuesOf) => {
    const operands = operandsOf(trace, valuesOf, graph, place);
    const quantised = step.quantize && operands.plan.operation === 'matmul';
    return quantised ? quantisedOperands(checkpoint, trace, step, place) : operands;
  };
  const arithmeticOf = (trace: RowTrace, { kernels }: StepFacts) =>
    replayArithmetic(outputOf(trace, place.layer, place.name).dtype, used, mathOf(kernels));
  const [termsA, termsB] = [terms(a, look.a, ofA), terms(b, look.b, ofB)];
  const side = (
    trace: RowTrace,
    step: StepFacts,
    valuesOf: ValuesOf,
    { plan, a: x, b: y }: Operands,
  ): SumSide => {
    const tree = sumTree(plan, used, x, y);
    const isNorm = plan.operation === 'rmsnorm';
    const replayed = isNorm
      ? normFrom(tree.root.value, y, arithmeticOf(trace, step), valuesOf, config, place)
      : tree.root.value;
    return { plan, tree, check: checkOf(trace, place, tree, replayed), own: ownOf(step, place.name) };
  };
  return {
    sides: { a: side(a, look.a, ofA, termsA), b: side(b, look.b, ofB, termsB) },
    termsDiffering: termsDiffering(termsA.b, termsB.b),
    rule,
  };
}

/** Of blocks that the plans cut otherwise, all. */
function termsDiffering(a: Float32Array, b: Float32Array): number {
  return a.length === b.length ? countDifferingBits(a, b) : Math.max(a.length, b.length);
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

/** An element of an RMSNorm of x, from its sum of squares: in native arithmetic with JavaScript's square root, which a device's may not equal. */
function normFrom(
  sum: number,
  x: Float32Array,
  { multiplyAdd, work, times, root, store }: Arithmetic,
  valuesOf: ValuesOf,
  config: ModelConfig,
  place: ElementPlace,
): number {
  const gain = valuesOf(operationAt(modelGraph(config), place).weights[0]);
  const at = place.element % x.length;
  const scale = root(multiplyAdd(sum, work(1 / x.length), work(config.rmsNormEps)));
  return store(times(times(x[at], scale), gain[at]));
}
