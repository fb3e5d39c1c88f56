import type { OutputPlace } from '../../model/graph.ts';
import type { OutputName } from '../../model/operations.ts';
import type { RowTrace, TracedOutput } from '../../steps/trace.ts';

/** One element of one output of a traced row. */
export interface ElementPlace extends OutputPlace {
  readonly element: number;
}

/** Throws RangeError where the trace has no such output. */
export function outputOf({ outputs }: RowTrace, layer: number | null, name: OutputName): TracedOutput {
  const found = outputs.find((output) => output.layer === layer && output.name === name);
  if (!found) throw new RangeError(`the trace has no ${name}${layer === null ? '' : ` in layer ${layer}`}`);
  return found;
}
