import { chosenExperts } from '../../engines/cpu/cpu-experts.ts';
import { type ModelGraph, operationAt, outputLabel } from '../../model/graph.ts';
import type { OutputName } from '../../model/operations.ts';
import type { RowTrace } from '../../steps/trace.ts';
import { type ElementPlace, outputOf } from './outputs.ts';

/** Which of a row's experts an element is of, and where in what that expert gives. */
export interface ExpertElement {
  /** Index among the row's experts, by increasing id. */
  readonly slot: number;
  readonly expert: number;
  /** Column of the expert's gate or up (then `matrix` says which), or of its down. */
  readonly column: number;
  readonly matrix: number;
}

/** Whether a layer's element is of one of a mixture's experts. */
export function isOfExperts(
  graph: ModelGraph,
  { layer, name }: Pick<ElementPlace, 'layer' | 'name'>,
): boolean {
  return OF_EXPERTS.includes(name) && graph.byLabel.has(outputLabel({ layer, name: 'routing' }));
}

const OF_EXPERTS: readonly OutputName[] = ['gate_up', 'swiglu', 'down'];

/**
 * Experts are those of the highest scores in the trace, as the engine chooses them. Throws RangeError where the expert had no room for the row, so
 * that nothing was added up.
 */
export function expertElement(trace: RowTrace, graph: ModelGraph, place: ElementPlace): ExpertElement {
  const { layer, name, element } = place;
  const [pieces, width] = operationAt(graph, place).shape;
  const [perToken, hidden] = operationAt(graph, { layer, name: 'down' }).shape;
  const matrices = pieces / perToken;
  const piece = Math.floor(element / width);
  const slot = Math.floor(piece / matrices);
  const expert = chosenExperts(outputOf(trace, layer, 'router').values, perToken)[slot];
  const given = outputOf(trace, layer, 'down').values.subarray(slot * hidden, (slot + 1) * hidden);
  if (given.every((value) => value === 0))
    throw new RangeError(
      `layer ${layer}'s ${name}: expert ${expert} had no room for the row and gave nothing`,
    );
  return { slot, expert, column: element % width, matrix: piece % matrices };
}
