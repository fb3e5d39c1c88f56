import { type ModelGraph, type OutputPlace, type OutputRun, operationAt } from '../../model/graph.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { TraceDiff } from '../../results/trace-diff.ts';
import type { RowTrace } from '../../steps/trace.ts';
import { outputOf } from './outputs.ts';

/** Outputs without a difference of their own whose inputs within the row do differ: what rounding took away. */
export function absorbedOutputs(
  a: RowTrace,
  b: RowTrace,
  graph: ModelGraph,
  { outputs }: TraceDiff,
): number[] {
  return outputs.flatMap((output, i) =>
    output.differing === 0 && differingInputs(a, b, graph, output).length > 0 ? [i] : [],
  );
}

/**
 * Index of the earliest output from which a difference reaches the logits through differing outputs all the way; what differed
 * before it, rounding took away. Null where the logits agree.
 */
export function originOf(a: RowTrace, b: RowTrace, graph: ModelGraph, { outputs }: TraceDiff): number | null {
  const last = outputs.length - 1;
  if (outputs[last].differing === 0) return null;
  const seen = new Set([last]);
  // A set's iteration takes in what is added on the way.
  for (const at of seen)
    for (const { layer, name } of differingInputs(a, b, graph, outputs[at]))
      seen.add(outputs.findIndex((output) => output.layer === layer && output.name === name));
  return Math.min(...seen);
}

function differingInputs(a: RowTrace, b: RowTrace, graph: ModelGraph, place: OutputPlace): OutputRun[] {
  return operationAt(graph, place).inputs.filter(({ layer, name, start, end }) => {
    const [inA, inB] = [a, b].map((trace) => outputOf(trace, layer, name).values.subarray(start, end));
    return countDifferingBits(inA, inB) > 0;
  });
}
