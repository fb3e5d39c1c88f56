import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tuningFor } from '../gpu/tuning.ts';
import { SHAPES } from '../model/shapes.ts';
import { mostKeysOfSplit } from '../numerics/attention-plan.ts';
import { splitsOf } from '../numerics/key-cut.ts';
import { KERNEL_SETS, OWN_SETS, rulesOf } from '../numerics/sets/sets.ts';
import { rowsForm } from './attention_rows.ts';
import { roundItems } from './attention-items.ts';
import { MOST_ALONG, wrapped } from './grid.ts';
import { dealt, HEADS, splitsDone, stepOf } from './testing/dealt-items.ts';
import { REAL_SHAPES } from './testing/real-shapes.ts';

const upTo = (max: number) => fc.integer({ min: 1, max });

test('every split of every row is in one item, and where it rests the merge finds it', () => {
  const anyRequests = fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), upTo(40)), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...KERNEL_SETS),
      anyRequests,
      fc.boolean(),
      upTo(80),
      fc.constantFrom(0, 16, 64, 80, 256),
      (set, requests, software, busy, prefix) => {
        const step = stepOf(set, requests, HEADS, prefix);
        const made = dealt(step, { ...tuningFor(software), busyWorkgroups: busy });
        const found = splitsDone(made);
        const expected = step.rows.flatMap(({ keys }, row) =>
          splitsOf(step.cuts[row], keys).map((split) => ({ row, ...split })),
        );
        const plain = found.map(({ row, start, end }) => ({ row, start, end }));
        expect(plain.toSorted((a, b) => a.row - b.row || a.start - b.start)).toEqual(expected);
        // What is read of another request's table is what both have.
        for (const { row, of, end } of found)
          if (of !== step.rows[row].slice) expect(end).toBeLessThanOrEqual(step.shared!.keys);
        const resting = found.filter(({ place }) => place >= 0);
        expect(new Set(resting.map(({ place }) => place)).size).toBe(resting.length);
        expect(made.merges).toBe(resting.length > 0);
        for (const { place } of resting) expect(place).toBeLessThan(made.places);
        step.rows.forEach((_, row) => {
          const own = resting.filter((split) => split.row === row).toSorted((a, b) => a.start - b.start);
          const [first, count] = made.runs.subarray(row * 2, row * 2 + 2);
          expect(own.map(({ place }) => place)).toEqual(Array.from({ length: count }, (_, i) => first + i));
        });
      },
    ),
    { numRuns: 200 },
  );
});

test('a chunk of 512 rows at a context of 7,700 is 256 items of two rows, and needs no merge', () => {
  const step = stepOf('invariant', [[7188, 512]]);
  const splits = rulesOf('invariant').mostSplits({ rows: 512, context: 8192, kvHeads: 2, parallelism: 64 });
  expect(splits).toBe(65_536);
  const { kernel, items, merges, places } = dealt(step, tuningFor(false), splits);
  expect({ kernel, items, merges, places }).toEqual({
    kernel: 'prefill',
    items: 256,
    merges: false,
    places: 0,
  });
});

test('splits are spread over workgroups only while rows leave the device idle', () => {
  const alone = dealt(stepOf('invariant', [[999, 1]]));
  expect([alone.kernel, alone.merges, alone.items]).toEqual(['decode', true, 16]);
  const many = dealt(
    stepOf(
      'invariant',
      Array.from({ length: 32 }, () => [999, 1] as const),
    ),
  );
  expect([many.merges, many.items]).toEqual([false, 32]);
  expect(dealt(stepOf('invariant', [[63, 1]])).merges).toBe(false);
});

test('what the loops of an adapter cannot go through at once is spread, or refused', () => {
  const short = { ...tuningFor(true), mostRounds: 3000 };
  expect(dealt(stepOf('invariant', [[2999, 1]]), { ...short, busyWorkgroups: 0 }).merges).toBe(true);
  expect(() => dealt(stepOf('pinned', [[2999, 1]]), short)).toThrow(
    /^attention: the loops of this adapter cannot go through a split of 3000 keys, \d+ at most$/,
  );
});

test('rows share an item as long as the loops can go through the keys of its last one', () => {
  const short = { ...tuningFor(true), mostRounds: 20_000 };
  const shared = (keys: number) => dealt(stepOf('invariant', [[keys - 2, 2]]), short).items === 1;
  let most = 3;
  while (shared(most)) most++;
  // A tile more for the last row, and none for the first, is too much.
  expect((most - 1) % 64).toBe(0);
  expect(most).toBeGreaterThan(64);
});

test.each(REAL_SHAPES.map((shape) => SHAPES[shape].config))(
  '$heads heads on $kvHeads of $headDim: a software adapter goes through 8,192 keys in one split',
  (config) => {
    const form = rowsForm(tuningFor(true));
    const largest = { rows: 512, context: 8192, kvHeads: config.kvHeads, parallelism: 64 };
    for (const set of OWN_SETS) {
      const longest = mostKeysOfSplit(set, largest, config);
      const splits = rulesOf(set).mostSplits(largest);
      expect(longest, set).toBe(set === 'invariant' ? 64 : 8192);
      const room = form.room({ ...largest, splits, longest }, config);
      const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(1024) };
      for (const chunk of [1, 512])
        form.deal(stepOf(set, [[8192 - chunk, chunk]], config), room, config, tables);
    }
  },
);

test('items are rounded up by an eighth at most, to few numbers', () => {
  const all = Array.from({ length: 4096 }, (_, i) => i + 1);
  for (const items of all) {
    expect(roundItems(items)).toBeGreaterThanOrEqual(items);
    expect(roundItems(items)).toBeLessThanOrEqual(items * 1.125);
  }
  expect(new Set(all.map(roundItems)).size).toBeLessThan(90);
});

test('more workgroups than an axis holds go on along another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (items) => {
      const [x, , z = 1] = wrapped(items);
      expect(x * z).toBeGreaterThanOrEqual(items);
      expect(x * z - items).toBeLessThan(z);
      expect(Math.max(x, z)).toBeLessThanOrEqual(MOST_ALONG);
    }),
  );
});
