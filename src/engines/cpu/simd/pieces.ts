import { padded } from './matrices.ts';
import type { Rows } from './step-scratch.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** Where an output lies: its rows, and in each one run, or a number of heads, of so many elements. */
export interface Piece {
  readonly rows: Rows;
  readonly elements: number;
  /** Heads are padded to whole vectors. */
  readonly heads?: number;
  /** Rows of the cache are found by their slots. */
  readonly bySlot?: boolean;
}

/** A piece of one row, without padding. One run is a view, which holds until the next operation. */
export function valuesOf(
  memory: WasmMemory,
  { rows, elements, heads = 1 }: Piece,
  row: number,
): Float32Array {
  const start = rows.at + row * rows.stride;
  if (heads === 1) return memory.floats(start, elements);
  const values = new Float32Array(heads * elements);
  for (let head = 0; head < heads; head++)
    values.set(memory.floats(start + 4 * head * padded(elements), elements), head * elements);
  return values;
}
