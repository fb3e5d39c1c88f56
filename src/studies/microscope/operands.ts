import { elementsOf, type ModelGraph, operationAt } from '../../model/graph.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import type { RowTrace, TracedOutput } from '../../steps/trace.ts';
import { expertElement, isOfExperts } from './expert-operands.ts';
import { type ElementPlace, outputOf } from './outputs.ts';
import { sumPlanOf } from './step-facts.ts';

/** The terms a[k] * b[k] whose sum an element is, or is made from: a norm's are the squares of its input. */
export interface Operands {
  readonly plan: SumPlan;
  readonly a: Float32Array;
  readonly b: Float32Array;
  /** The output that `b` is. */
  readonly input: TracedOutput;
}

/**
 * The real terms of an element, from the trace and the weights as the arm holds them. Throws RangeError for an output that is no
 * single sum, and for an element that it does not have.
 */
export function operandsOf(
  trace: RowTrace,
  valuesOf: ValuesOf,
  graph: ModelGraph,
  { element, ...place }: ElementPlace,
): Operands {
  const { name, inputs, weights, shape } = operationAt(graph, place);
  const last = elementsOf(shape) - 1;
  if (element < 0 || element > last)
    throw new RangeError(`${name} has elements 0 to ${last}, not ${element}`);
  const plan = sumPlanOf(trace, name);
  if (!plan) throw new RangeError(`${name} is not the sum of a reduction plan`);
  const [from] = inputs;
  const input = outputOf(trace, from.layer, from.name);
  if (isOfExperts(graph, place)) {
    const { slot, expert, column, matrix } = expertElement(trace, graph, { element, ...place });
    const rows = shape[1];
    const first = (expert * rows + column) * plan.terms;
    const a = valuesOf(weights[matrix]).subarray(first, first + plan.terms);
    // What goes into down is each expert's own.
    const at = input.values.length === plan.terms ? 0 : slot * plan.terms;
    return { plan, a, b: input.values.subarray(at, at + plan.terms), input };
  }
  // Of each head by itself where that is what is normalised.
  const own = from.start + (plan.operation === 'rmsnorm' ? element - (element % plan.terms) : 0);
  const b = input.values.subarray(own, own + plan.terms);
  const a = plan.operation === 'rmsnorm' ? b : matrixRow(weights.map(valuesOf), element, plan.terms);
  return { plan, a, b, input };
}

/** Row `element` of matrices (columns, terms) laid one after the other. */
function matrixRow(matrices: readonly Float32Array[], element: number, terms: number): Float32Array {
  let at = element;
  for (const matrix of matrices) {
    const columns = matrix.length / terms;
    if (at < columns) return matrix.subarray(at * terms, (at + 1) * terms);
    at -= columns;
  }
  throw new RangeError(`no column ${element} in the product`);
}
