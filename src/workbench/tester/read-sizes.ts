import type { Operation } from '../../numerics/operations.ts';
import { ROW_TILE, type Tile } from '../cases/plain-cases.ts';
import { DIMENSIONS, type Dimensions, dimensionsProblem } from '../cases/setup.ts';

/** Sizes that no tile divides, beside those that a kernel is tested on first: an order that follows M shows at either. */
const AWKWARD: Readonly<Record<Operation, Dimensions>> = {
  matmul: { terms: 97, columns: 33 },
  rmsnorm: { hidden: 97 },
  attention: { heads: 3, kvHeads: 3, headDim: 24, context: 77 },
};

export function usualSizes(operation: Operation, first: Dimensions): Dimensions[] {
  return [first, AWKWARD[operation]];
}

/** `KxN` of a product, the row's length of a norm, `HEADSxKVHEADSxHEADDIMxKEYS` of attention, several between commas. Throws RangeError. */
export function readSizes(operation: Operation, text: string): Dimensions[] {
  const fields = DIMENSIONS[operation];
  return text.split(',').map((part) => {
    const values = part.trim().split('x');
    const shape = fields.map(({ label }) => label).join(' x ');
    if (values.length !== fields.length || !values.every((value) => /^\d{1,9}$/.test(value)))
      throw new RangeError(
        `sizes: expected ${shape} as in ${example(operation)}, found ${JSON.stringify(part.trim())}`,
      );
    const dimensions = Object.fromEntries(fields.map(({ name }, i) => [name, Number(values[i])]));
    const problem = dimensionsProblem(operation, dimensions);
    if (problem) throw new RangeError(`sizes: ${part.trim()}: ${problem}`);
    return dimensions;
  });
}

function example(operation: Operation): string {
  return Object.values(AWKWARD[operation]).join('x');
}

const MOST_TILE = 4096;

/** `ROWSxCOLUMNS`. Throws RangeError. */
export function readTile(text: string): Tile {
  const [, rows, columns] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  const tile = { rows: Number(rows), columns: Number(columns) };
  const fits = (value: number) => value >= 1 && value <= MOST_TILE;
  if (!fits(tile.rows) || !fits(tile.columns))
    throw new RangeError(
      `tile: expected rows x columns of 1 to ${MOST_TILE} as in ${ROW_TILE.rows}x${ROW_TILE.columns}, found ${JSON.stringify(text)}`,
    );
  return tile;
}
