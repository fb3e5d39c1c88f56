import { type ModelGraph, type OutputRun, operationAt } from '../../model/graph.ts';
import type { ElementPlace } from './outputs.ts';

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
    case 'bias':
    case 'add':
      return inputs.map((input) => at(input, element));
    case 'swiglu':
    case 'geglu': {
      // Of a mixture each of the row's experts has its own pair.
      const gate = element + Math.floor(element / shape[1]) * shape[1];
      return [at(inputs[0], gate), at(inputs[0], gate + shape[1])];
    }
    case 'route':
      return [at(inputs[0], element)];
    case 'mix': {
      const [given] = inputs;
      const count = (given.end - given.start) / shape[1];
      return Array.from({ length: count }, (_, slot) => at(given, slot * shape[1] + element));
    }
    case 'attention': {
      const [q, , v] = inputs;
      const [[heads, headDim], [kvHeads]] = [q, v].map((input) => operationAt(graph, input).shape);
      const head = Math.floor(element / headDim);
      const group = Math.floor(head / (heads / kvHeads));
      const own = group * headDim + (element % headDim);
      return [...Array.from({ length: headDim }, (_, d) => at(q, head * headDim + d)), at(v, own)];
    }
    // From the table, or sums, whose terms are too many to name.
    case 'embed':
    case 'norm':
    case 'matmul':
    case 'router':
      return [];
  }
}
