import type { OutputPlace } from '../../model/graph.ts';
import { bitsOf } from '../../numerics/bits.ts';
import { type ElementDiff, elementDiff } from './facts.ts';
import type { Looked } from './microscope.ts';
import { outputOf } from './outputs.ts';

/** Every element of one output that differs; plain data. */
export interface CellReport extends OutputPlace {
  readonly dtype: ElementDiff['dtype'];
  readonly elements: number;
  /** By increasing element. */
  readonly differing: readonly Pick<ElementDiff, 'element' | 'a' | 'b' | 'ulp'>[];
}

/** Throws RangeError where the traces have no such output. */
export function cellReport({ a, b }: Looked, { layer, name }: OutputPlace): CellReport {
  const { dtype, values } = outputOf(a, layer, name);
  const [bitsA, bitsB] = [bitsOf(values), bitsOf(outputOf(b, layer, name).values)];
  const differing: CellReport['differing'][number][] = [];
  for (let element = 0; element < bitsA.length; element++) {
    if (bitsA[element] === bitsB[element]) continue;
    const { a: inA, b: inB, ulp } = elementDiff(a, b, { layer, name }, element);
    differing.push({ element, a: inA, b: inB, ulp });
  }
  return { layer, name, dtype, elements: bitsA.length, differing };
}
