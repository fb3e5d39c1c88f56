import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockAt, poolGrid } from './load-pool-drawing.ts';
import { brought, instantAt, panned, timeText, wholeWindow, xOf, zoomedAt } from './load-window.ts';

it('keeps the instant under the pointer where it is, and the window within the run', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.double({ min: 0.2, max: 5, noNaN: true }), (start, place, by) => {
      const end = 10_000;
      const window = panned({ from: 0, to: 2_000 }, start * end, end);
      const at = window.from + place * 2_000;
      const next = zoomedAt(window, at, by, end);
      expect(next.from).toBeGreaterThanOrEqual(0);
      expect(next.to).toBeLessThanOrEqual(end + 1e-6);
      const touches = next.from < 1e-6 || next.to > end - 1e-6;
      if (!touches) expect(xOf(at, next, 800)).toBeCloseTo(xOf(at, window, 800), 6);
      expect(instantAt(xOf(at, next, 800), next, 800)).toBeCloseTo(at, 6);
    }),
  );
});

it('brings a stretch into sight by the least shift', () => {
  const window = { from: 1_000, to: 2_000 };
  expect(brought(window, 1_500, 1_510, 9_000)).toBe(window);
  expect(brought(window, 2_500, 2_510, 9_000)).toEqual({ from: 1_560, to: 2_560 });
  expect(brought(window, 100, 110, 9_000)).toEqual({ from: 50, to: 1_050 });
  expect(wholeWindow(0)).toEqual({ from: 0, to: 2 });
});

it('writes times as they are said', () => {
  expect([0, 12.345, 999, 1250, 60_000, 125_000].map(timeText)).toEqual([
    ...['0 ms', '12.3 ms', '999 ms', '1.25 s', '1 min', '2 min 5 s'],
  ]);
});

it('fits every pool into its box and finds each block where it is drawn', () => {
  for (const blocks of [1, 7, 64, 512, 4096]) {
    const { cell, columns } = poolGrid(blocks, 600, 120);
    for (const block of [0, blocks >> 1, blocks - 1]) {
      const x = (block % columns) * cell + cell / 2;
      const y = Math.floor(block / columns) * cell + cell / 2;
      expect(blockAt(x, y, blocks, 600, 120)).toBe(block);
    }
    if (cell > 3) expect(Math.ceil(blocks / columns) * cell).toBeLessThanOrEqual(120);
  }
  expect(blockAt(-1, 0, 8, 600, 120)).toBe(-1);
});
