import type { Gpu } from '../../../gpu/device.ts';
import { deviceInverseSqrt } from '../../../kernels/testing/device-math.ts';
import { differingAt } from '../../../kernels/testing/layout.ts';
import { bytesOf, type Checkpoint, type StoredTensor, tensorBytes } from '../../../model/checkpoint.ts';
import {
  elementsOf,
  type Operation,
  type OutputPlace,
  operationAt,
  outputLabel,
} from '../../../model/graph.ts';
import { modelGraph } from '../../../model/model-graph.ts';
import { weightAt } from '../../../model/model-weights.ts';
import { isHeadNorm, isMatmul } from '../../../model/operations.ts';
import { widenTensor } from '../../../model/widen.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../../../numerics/fma.ts';
import { replaySum } from '../../../numerics/replay.ts';
import { roundTo } from '../../../numerics/rounding.ts';
import { randomValues } from '../../../numerics/testing/arbitraries.ts';
import type { RowTrace, TracedOutput } from '../../../steps/trace.ts';

/** Elements of each output that are rebuilt from its inputs. */
const CHECKED = 8;

/** What a trace is checked with. */
export interface Replay {
  readonly gpu: Gpu;
  readonly rule: MultiplyAddRule;
  readonly checkpoint: Checkpoint;
}

/** By element, what the inputs of an operation give, added as the plan says. */
type Expected = ReadonlyMap<number, number>;

/** Elements of a traced row that are not what their inputs give: chosen ones, the ends among them. Rotations and SwiGLU have bounds, not bits. */
export async function wrongElements(replay: Replay, trace: RowTrace): Promise<string[]> {
  const graph = modelGraph(replay.checkpoint.config);
  const wrong: string[] = [];
  for (const output of trace.outputs) {
    const operation = operationAt(graph, output);
    for (const [element, value] of await expectedOf(replay, trace, operation, output))
      if (!Object.is(output.values[element], value))
        wrong.push(`${outputLabel(operation)}[${element}]: ${output.values[element]}, expected ${value}`);
  }
  return wrong;
}

/** Elements of outputs that differ between two traces in any bit, a few of each. */
export function differingOutputs(a: RowTrace, b: RowTrace): string[] {
  return a.outputs.flatMap((output, i) =>
    differingAt(output.values, b.outputs[i].values).map((at) => `${outputLabel(output)}[${at}]`),
  );
}

async function expectedOf(
  replay: Replay,
  trace: RowTrace,
  operation: Operation,
  output: TracedOutput,
): Promise<Expected> {
  switch (operation.kind) {
    case 'matmul':
      return productElements(replay, trace, operation);
    case 'norm':
      return await normElements(replay, trace, operation);
    case 'add':
      return sumElements(replay, trace, operation, output);
    case 'bias':
      return biasElements(replay, trace, operation);
    default:
      return new Map();
  }
}

function productElements({ checkpoint, rule }: Replay, trace: RowTrace, operation: Operation): Expected {
  if (!isMatmul(operation.name)) throw new RangeError(operation.name);
  const plan = trace.matmul[operation.name];
  const x = inputOf(trace, operation);
  return new Map(
    checkedElements(operation).map((element) => [
      element,
      replaySum(plan, rule, weightRow(checkpoint, operation, element), 0, x, 0),
    ]),
  );
}

async function normElements(
  { checkpoint, rule, gpu }: Replay,
  trace: RowTrace,
  operation: Operation,
): Promise<Expected> {
  const isHead = isHeadNorm(operation.name);
  const plan = isHead ? trace.headNorm![operation.name === 'q_norm' ? 'q' : 'k'] : trace.norm;
  const values = inputOf(trace, operation);
  // Where each head is normalised by itself, the last one.
  const at = isHead ? values.length - plan.terms : 0;
  const x = values.subarray(at);
  const gain = widenTensor(weightAt(checkpoint, operation.weights[0]));
  const store = roundTo(outputOf(trace, operation).dtype);
  const squares = replaySum(plan, rule, x, 0, x, 0);
  const epsilon = Math.fround(checkpoint.config.rmsNormEps);
  const meanSquare = MULTIPLY_ADD[rule](squares, Math.fround(1 / x.length), epsilon);
  const [scale] = await deviceInverseSqrt(gpu, Float32Array.of(meanSquare));
  return new Map(
    checkedOf(plan.terms).map((i) => [at + i, store(Math.fround(Math.fround(x[i] * scale) * gain[i]))]),
  );
}

/** The finished sums plus the biases. */
function biasElements({ checkpoint }: Replay, trace: RowTrace, operation: Operation): Expected {
  const x = inputOf(trace, operation);
  const biases = operation.weights.flatMap((weight) => [...widenTensor(weightAt(checkpoint, weight))]);
  return new Map(checkedElements(operation).map((i) => [i, Math.fround(x[i] + biases[i])]));
}

/** The residual stream: the sum of its two inputs, of which the second may be scaled, rounded once. */
function sumElements(
  { checkpoint }: Replay,
  trace: RowTrace,
  operation: Operation,
  { dtype }: TracedOutput,
): Expected {
  const scale = Math.fround(checkpoint.config.residualScale ?? 1);
  const [a, b] = operation.inputs.map((run) => outputOf(trace, run).values);
  return new Map(
    checkedElements(operation).map((i) => [i, roundTo(dtype)(Math.fround(a[i] + Math.fround(b[i] * scale)))]),
  );
}

function checkedElements({ shape }: Operation): number[] {
  return checkedOf(elementsOf(shape));
}

function checkedOf(elements: number): number[] {
  const inner = Array.from(randomValues(CHECKED - 2, elements), (x) => Math.floor(((x + 1) / 2) * elements));
  return [0, elements - 1, ...inner];
}

function outputOf(trace: RowTrace, place: OutputPlace): TracedOutput {
  return trace.outputs.find(({ layer, name }) => layer === place.layer && name === place.name)!;
}

function inputOf(trace: RowTrace, { inputs: [run] }: Operation): Float32Array {
  return outputOf(trace, run).values.subarray(run.start, run.end);
}

/** The weights of one column of a product, without widening the others'. */
function weightRow(checkpoint: Checkpoint, { weights }: Operation, column: number): Float32Array {
  let at = column;
  for (const weight of weights) {
    const [columns, terms] = weight.shape;
    if (at < columns) return widenTensor(rowOf(weightAt(checkpoint, weight), at, terms));
    at -= columns;
  }
  throw new RangeError(`no column ${column}`);
}

function rowOf(tensor: StoredTensor, row: number, terms: number): StoredTensor {
  const { name, dtype } = tensor;
  const bytes = bytesOf(dtype, terms);
  return { name, dtype, shape: [1, terms], bytes: tensorBytes(tensor, row * bytes, (row + 1) * bytes) };
}
