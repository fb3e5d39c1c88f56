import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { droppedChoices, droppedTokens, expertCapacity } from './expert-capacity.ts';
import type { StepSlice } from './step-plan.ts';

const EXPERTS = 5;
const PER_TOKEN = 2;
/** (rows) of two different experts each. */
const choices = fc.array(
  fc.uniqueArray(fc.nat(EXPERTS - 1), { minLength: PER_TOKEN, maxLength: PER_TOKEN }),
  { minLength: 1, maxLength: 30 },
);
const sliceOf = (request: string, start: number, tokens: number): StepSlice => ({
  ...{ request, start, tokens: Array<number>(tokens).fill(0), blocks: [0, 1], sample: 'last' },
});
const sorted = (rows: readonly (readonly number[])[]) => rows.flatMap((row) => row.toSorted((a, b) => a - b));

describe('the capacity of experts', () => {
  test('is what each would get were all chosen alike, times the factor, rounded up', () => {
    const experts = { count: 8, perToken: 2, normalised: true };
    expect(expertCapacity(1, 1, experts)).toBe(1);
    expect(expertCapacity(1, 9, experts)).toBe(3);
    expect(expertCapacity(1.25, 16, experts)).toBe(5);
    expect(expertCapacity(0.5, 16, experts)).toBe(2);
  });

  test('an expert takes as many as it has room for, the first ones', () => {
    const met = { taken: 0, dropped: 0 };
    fc.assert(
      fc.property(choices, fc.integer({ min: 1, max: 8 }), (rows, capacity) => {
        const chosen = sorted(rows);
        const dropped = droppedChoices(chosen, EXPERTS, capacity);
        for (let expert = 0; expert < EXPERTS; expert++) {
          const own = dropped.filter((_, at) => chosen[at] === expert);
          expect(own).toEqual(own.map((_, at) => at >= capacity));
          met.dropped += Math.max(0, own.length - capacity);
          met.taken += Math.min(own.length, capacity);
        }
      }),
    );
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(100);
  });

  test('who comes later changes nothing for who came before', () => {
    fc.assert(
      fc.property(choices, choices, fc.integer({ min: 1, max: 8 }), (first, second, capacity) => {
        const before = droppedChoices(sorted(first), EXPERTS, capacity);
        const both = droppedChoices(sorted([...first, ...second]), EXPERTS, capacity);
        expect(both.slice(0, before.length)).toEqual(before);
      }),
    );
  });

  test('room for all rows drops none, and each choice dropped is told with as many rows as there was room for', () => {
    fc.assert(
      fc.property(choices, fc.integer({ min: 1, max: 8 }), (rows, capacity) => {
        const chosen = Uint16Array.from(sorted(rows));
        const routed = { layers: 1, experts: EXPERTS, perToken: PER_TOKEN, chosen };
        const slices = rows.map((_, row) => sliceOf(`r${row % 3}`, row, 1));
        const told = (room: number | null) => droppedTokens({ ...routed, room }, { slices });
        expect(told(null)).toEqual([]);
        expect(told(rows.length)).toEqual([]);
        const dropped = told(capacity);
        expect(dropped).toHaveLength(droppedChoices(chosen, EXPERTS, capacity).filter(Boolean).length);
        for (const { filledBy } of dropped)
          expect(filledBy.reduce((sum, { rows: count }) => sum + count, 0)).toBe(capacity);
      }),
    );
  });

  test('says whose rows filled the expert', () => {
    const chosen = Uint16Array.from([0, 1, 0, 2, 0, 1, 1, 2]);
    const slices = [sliceOf('loud', 4, 2), sliceOf('probe', 9, 2)];
    const routed = { layers: 1, experts: 3, perToken: 2, room: 2, chosen };
    expect(droppedTokens(routed, { slices })).toEqual([
      { request: 'probe', position: 9, layer: 0, expert: 0, filledBy: [{ request: 'loud', rows: 2 }] },
      {
        ...{ request: 'probe', position: 10, layer: 0, expert: 1 },
        filledBy: [
          { request: 'loud', rows: 1 },
          { request: 'probe', rows: 1 },
        ],
      },
    ]);
  });
});
