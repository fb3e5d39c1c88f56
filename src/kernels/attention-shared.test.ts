import { expect, test } from 'vitest';
import { tuningFor } from '../gpu/tuning.ts';
import { rowsForm } from './attention_rows.ts';
import { stepOf } from './testing/dealt-items.ts';

test('sixteen requests that decode after 512 shared keys read them in four items, and their own in one each', () => {
  const requests = Array.from({ length: 16 }, (_, i) => [520 + i, 1] as const);
  const heads = { heads: 8, kvHeads: 2, headDim: 64 };
  for (const set of ['invariant', 'variant'] as const) {
    const step = stepOf(set, requests, heads, 512);
    const form = rowsForm({ ...tuningFor(false), busyWorkgroups: 0 });
    const room = form.room({ rows: 16, context: 600, splits: 1000, longest: 600, cascade: true }, heads);
    const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(32) };
    const { kernel, items, merges } = form.deal(step, room, heads, tables);
    expect([kernel, items, merges]).toEqual(['prefill', 4 + 16, true]);
    expect([...tables.items.subarray(0, 4)]).toEqual([0, 4, 0, 512]);
    // No room to lay rows of several requests together: one by one, or as if nothing were shared.
    const tight = { words: room.words, places: set === 'variant' ? 15 : 16 * 9 - 1 };
    if (set === 'variant')
      expect(() => form.deal(step, tight, heads, tables)).toThrow(/^attention: no room for/);
    else expect(form.deal(step, tight, heads, tables).items).toBe(16);
  }
});
