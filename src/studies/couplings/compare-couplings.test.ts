import { expect, it } from 'vitest';
import { compareCouplings } from './compare-couplings.ts';
import type { CouplingCell, CouplingRow, Effect } from './coupling-report.ts';

const cell = (effect: Effect | null): CouplingCell =>
  effect === null
    ? { cannot: 'it cannot' }
    : { ...{ effect, probe: null, position: null, passed: null, time: null }, control: 'time', link: '#' };
const row = (id: string, ...[shape, content, load]: (Effect | null)[]): CouplingRow => ({
  id,
  cells: { shape: cell(shape), content: cell(content), load: cell(load) },
});

const HERE = [
  row('chunked', 'bits', 'nothing', 'time'),
  row('swap', null, 'tokens', null),
  row('new', 'time', 'time', 'time'),
];
const THERE = [row('chunked', 'time', 'nothing', 'pass rate'), row('swap', 'time', 'tokens', null)];

it('compares cell by cell what both have', () => {
  expect(compareCouplings(HERE, THERE)).toEqual({
    ...{ both: 4, same: 2, apart: 1 },
    further: [{ id: 'chunked', way: 'shape', effect: 'bits', there: 'time' }],
    less: [{ id: 'chunked', way: 'load', effect: 'time', there: 'pass rate' }],
  });
});

it('finds nothing between a matrix and itself', () => {
  expect(compareCouplings(THERE, THERE)).toEqual({ both: 5, same: 5, apart: 0, further: [], less: [] });
});
