import { tuningFor } from '../../gpu/tuning.ts';
import { attentionCut } from '../../numerics/attention-plan.ts';
import { type KeyCut, longestSplit, splitCount, splitEnd } from '../../numerics/key-cut.ts';
import type { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { readOnce } from '../../steps/shared-keys.ts';
import { rowsForm } from '../attention_rows.ts';
import type { AttentionHeads, StepKeys } from '../attention-form.ts';
import { ITEM_WORDS } from '../attention-item.ts';

export const HEADS = { heads: 14, kvHeads: 2, headDim: 64 };

/** Blocks of a request's table. */
export const TABLE = 1000;

/** Rows and cuts of a step of such requests under a set. */
export function stepOf(
  set: (typeof KERNEL_SETS)[number],
  requests: readonly (readonly [cached: number, rows: number])[],
  heads: AttentionHeads = HEADS,
  prefix = 0,
): StepKeys {
  const shares = ([cached]: (typeof requests)[number]) => prefix > 0 && cached >= prefix;
  const parts = requests.map((request) => {
    const [cached, rows] = request;
    return { rows, keys: cached + rows - (shares(request) ? prefix : 0) };
  });
  const decodeRows = parts.filter(({ rows }) => rows === 1).length;
  const step = { ...heads, decodeRows, requests: parts, parallelism: 64 };
  const rows = requests.flatMap(([cached, count], slice) =>
    Array.from({ length: count }, (_, i) => ({ slice, keys: cached + i + 1 })),
  );
  const cuts = rows.map(({ slice, keys }) => {
    const [cached, count] = requests[slice];
    const row = { keys, cached, decode: count === 1, shared: shares(requests[slice]) ? prefix : 0 };
    return attentionCut(set, row, step);
  });
  const sharing = new Set(requests.flatMap((request, i) => (shares(request) ? [i] : [])));
  const shared = sharing.size > 0 ? readOnce({ keys: prefix, slices: sharing }, rows, cuts) : null;
  return { rows, cuts, shared, tableAt: (slice) => slice * TABLE };
}

export function dealt(step: StepKeys, tuning = tuningFor(false), splits = 1e5) {
  const form = rowsForm(tuning);
  const context = Math.max(...step.rows.map(({ keys }) => keys));
  const longest = Math.max(...step.rows.map(({ keys }, row) => longestSplit(step.cuts[row], keys)));
  const room = form.room({ rows: step.rows.length, context, splits, longest }, HEADS);
  const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(step.rows.length * 2) };
  const made = form.deal(step, room, HEADS, tables);
  return { ...made, table: tables.items, runs: tables.runs };
}

/** Every split of every row that an item has, as the shader finds it: `row: start-end`, with its place. */
export function splitsDone({ table, words }: { readonly table: Uint32Array; readonly words: number }) {
  const found: { row: number; start: number; end: number; place: number; of: number }[] = [];
  for (let at = 0; at < words; at += ITEM_WORDS) {
    const [first, rows, begin, keys, firstKeys, every, parts, split, end, place, stride] = table.subarray(
      at,
      at + ITEM_WORDS,
    );
    const cut: KeyCut = parts > 0 ? { parts } : { first: firstKeys, every };
    for (let row = 0; row < rows; row++) {
      for (let s = split; s < Math.min(end, splitCount(cut, keys + row)); s++) {
        const start = s === 0 ? 0 : splitEnd(cut, keys + row, s - 1);
        const own = place === 0xffff_ffff ? -1 : place + row * stride + s;
        const from = begin % (TABLE * 16);
        const ends = { start: from + start, end: from + splitEnd(cut, keys + row, s) };
        found.push({ row: first + row, ...ends, place: own, of: Math.floor(begin / (TABLE * 16)) });
      }
    }
  }
  return found;
}
