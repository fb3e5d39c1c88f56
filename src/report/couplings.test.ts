import { expect, it } from 'vitest';
import type { CouplingCell } from '../studies/couplings/coupling-report.ts';
import { cellDetail, cellFigures, comparedWords } from './couplings.ts';

const CELL: CouplingCell = {
  ...{ effect: 'tokens', probe: 'probe-1', position: 3, control: 'time', link: '#' },
  passed: { before: 3, after: 2, of: 3 },
  time: { before: 40, after: 62.25 },
};

it('says of a cell its time and right answers, whatever its strongest effect is', () => {
  expect(cellFigures(CELL)).toBe('40.0 to 62.3 ms, 3 to 2 of 3 right');
  const alike = { ...CELL, time: { before: 40, after: 40.01 }, passed: { before: 3, after: 3, of: 3 } };
  expect(cellFigures(alike)).toBe('40.0 ms, 3 of 3 right');
  expect(cellFigures({ ...CELL, passed: null, time: null })).toBe(
    'no answer in both to time, no tasks asked',
  );
  expect(cellDetail(CELL, { control: 'not packed' })).toBe(
    'probe-1: another token at 3; 40.0 to 62.3 ms, 3 to 2 of 3 right; control (not packed): time',
  );
});

it('says in words how two matrices differ, and in which cells', () => {
  const cell = { id: 'chunked', way: 'shape', effect: 'bits', there: 'time' } as const;
  expect(comparedWords({ both: 9, same: 8, apart: 3, further: [cell], less: [] }, 'nano')).toEqual([
    'Of 9 cells 8 have the effect that they have on nano, 1 a stronger one and 0 a weaker one; 3 more are measured on one of the two alone.',
    'Chunked prefill, shape: bits, on nano time',
  ]);
});
