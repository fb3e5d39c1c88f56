import { expect, test } from 'vitest';
import { tuningFor } from '../gpu/tuning.ts';
import { everyKeys } from '../numerics/key-cut.ts';
import { splitsForm } from './attention.ts';
import type { AttentionForm } from './attention-form.ts';
import { ITEM_WORDS } from './attention-item.ts';
import { fastAttention } from './fast/attention.ts';
import { dealt, stepOf } from './testing/dealt-items.ts';

const HEADS = { heads: 4, kvHeads: 2, headDim: 16 };
const GPU = tuningFor(false);

/** Forms whose items name their keys: those of visitors' kernels, and the yardstick. */
const FORMS: readonly (readonly [string, AttentionForm, words: number])[] = [
  ['a workgroup for each split', splitsForm(GPU), 4],
  ['FlashDecoding in any order', fastAttention(GPU, 32), 5],
];

test.each(FORMS)('%s: a segment’s keys are named by their places in the cache', (_, form, words) => {
  const rows = [
    { slice: 0, keys: 70, from: 21 },
    { slice: 1, keys: 5 },
  ];
  const step = { rows, cuts: rows.map(() => everyKeys(64)), tableAt: (slice: number) => slice * 10 };
  const room = form.room({ rows: 2, context: 91, splits: 3, longest: 64 }, HEADS);
  const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(4) };
  const { items } = form.deal(step, room, HEADS, tables);
  const found = Array.from({ length: items }, (_, i) => [...tables.items.subarray(i * words, i * words + 4)]);
  expect(found).toEqual([
    [0, 0, 21, 85],
    [0, 0, 85, 91],
    [1, 10, 0, 5],
  ]);
});

test.each([true, false])(
  'a segment’s keys are counted from where it begins, inside a block too (software: %s)',
  (software) => {
    const { rows, cuts, tableAt } = stepOf('invariant', [
      [130, 1],
      [0, 20],
    ]);
    const step = { rows: rows.map((row) => ({ ...row, from: row.slice === 0 ? 0 : 21 })), cuts, tableAt };
    const { table, words } = dealt(step, tuningFor(software));
    for (let at = 0; at < words && table[at + 1] > 0; at += ITEM_WORDS) {
      const { slice, from } = step.rows[table[at]];
      expect(table[at + 2]).toBe(tableAt(slice) * 16 + from);
    }
  },
);
