import type { CpuWeights } from '../../engines/cpu/cpu-weights.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import type { OutputName, RowTrace, TracedOutput } from '../../steps/trace.ts';

/** One element of one output of a traced row. */
export interface ElementPlace {
  readonly layer: number | null;
  readonly name: OutputName;
  readonly element: number;
}

/** The terms a[k] * b[k] whose sum an element is, or is made from: a norm's are the squares of its input. */
export interface Operands {
  readonly plan: SumPlan;
  readonly a: Float32Array;
  readonly b: Float32Array;
  /** The output that `b` is. */
  readonly input: TracedOutput;
}

type LayerWeights = CpuWeights['layers'][number];

/** Which weights make up a fused product, in the order of its columns, and what it multiplies. */
const PRODUCTS = {
  qkv: { input: 'norm', weights: ['q', 'k', 'v'] },
  o: { input: 'attention', weights: ['o'] },
  gate_up: { input: 'mlp_norm', weights: ['gate', 'up'] },
  down: { input: 'swiglu', weights: ['down'] },
} as const satisfies Record<
  string,
  { readonly input: OutputName; readonly weights: readonly (keyof LayerWeights)[] }
>;

const NORMS: ReadonlySet<OutputName> = new Set(['norm', 'mlp_norm', 'final_norm']);

/** Whether an output is the sum of a plan, which `operandsOf` can take apart. */
export function isReduction(name: OutputName): boolean {
  return name in PRODUCTS || name === 'head' || NORMS.has(name);
}

/**
 * The real terms of an element, from the trace and the weights (as the arm holds them). Throws RangeError for an output that
 * is no single sum, and for an element that it does not have.
 */
export function operandsOf(
  trace: RowTrace,
  weights: CpuWeights,
  { layers }: Pick<ModelConfig, 'layers'>,
  { layer, name, element }: ElementPlace,
): Operands {
  const inputOf = (at: number | null, of: OutputName) => outputOf(trace, at, of);
  const { length } = outputOf(trace, layer, name).values;
  if (element < 0 || element >= length)
    throw new RangeError(`${name} has elements 0 to ${length - 1}, not ${element}`);
  if (NORMS.has(name)) {
    const input = normInput(layer, name, layers, inputOf);
    return { plan: trace.norm, a: input.values, b: input.values, input };
  }
  const input = name === 'head' ? inputOf(null, 'final_norm') : inputOf(layer, productOf(name).input);
  const matrices = name === 'head' ? [weights.head] : matricesOf(weights.layers[layer!], name);
  const plan = trace.matmul[name as keyof RowTrace['matmul']];
  return { plan, a: matrixRow(matrices, element, plan.terms), b: input.values, input };
}

/** Throws RangeError where the trace has no such output. */
export function outputOf({ outputs }: RowTrace, layer: number | null, name: OutputName): TracedOutput {
  const found = outputs.find((output) => output.layer === layer && output.name === name);
  if (!found) throw new RangeError(`the trace has no ${name}${layer === null ? '' : ` in layer ${layer}`}`);
  return found;
}

function productOf(name: OutputName) {
  if (!(name in PRODUCTS)) throw new RangeError(`${name} is not the sum of a reduction plan`);
  return PRODUCTS[name as keyof typeof PRODUCTS];
}

function matricesOf(layer: LayerWeights, name: OutputName): Float32Array[] {
  return productOf(name).weights.map((key) => layer[key]);
}

function normInput(
  layer: number | null,
  name: OutputName,
  layers: number,
  inputOf: (layer: number | null, name: OutputName) => TracedOutput,
): TracedOutput {
  if (name === 'final_norm') return inputOf(layers - 1, 'mlp_residual');
  if (name === 'mlp_norm') return inputOf(layer, 'residual');
  return layer === 0 ? inputOf(null, 'embed') : inputOf(layer! - 1, 'mlp_residual');
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
