import {
  cutAfter,
  everyKeys,
  type KeyCut,
  longestSplit,
  type PlainCut,
  splitCount,
} from '../numerics/key-cut.ts';
import { BLOCK_POSITIONS } from '../steps/kv-blocks.ts';
import type { StepKeys } from './attention-form.ts';
import { alike, type Dealing, type ItemRoom, type ItemRun } from './attention-item.ts';

/** Rows of a step that go through shared keys together: their splits all rest until they are merged. */
export interface SharingRows {
  readonly runs: readonly ItemRun[];
  readonly places: number;
  has(row: number): boolean;
  /** Writes, for each row, its first place and number of splits. */
  writeMerges(merges: Uint32Array): void;
}

/** Neighbouring rows, of any requests, whose shared keys are cut alike, and what each of them has beside. */
interface Group {
  readonly row: number;
  readonly rows: number;
  readonly cut: PlainCut;
  /** Splits of the shared keys. */
  readonly before: number;
  /** (rows) splits of the keys after them. */
  readonly after: readonly number[];
}

/** Those of a step that says which keys are shared; null of one that says none, or where there is no room and they can do without. */
export function sharingRows(step: StepKeys, dealing: Dealing, room: ItemRoom): SharingRows | null {
  if (!step.shared) return null;
  for (const most of [dealing, { ...dealing, rowsOf: () => 1 }]) {
    const groups = groupsOf(step, most);
    const found = layOut(step, dealing, groups);
    const splits = found.runs.reduce((sum, run) => sum + run.splits, 0);
    if (found.places <= room.places && splits <= room.items) return found;
  }
  return null;
}

function groupsOf(step: StepKeys, { rowsOf }: Dealing): Group[] {
  const { rows, cuts } = step;
  const { keys: shared, slices } = step.shared!;
  const groups: Group[] = [];
  for (let first = 0; first < rows.length; ) {
    if (!slices.has(rows[first].slice)) {
      first++;
      continue;
    }
    const cut = cutBefore(cuts[first], shared);
    const most = rowsOf(shared, longestSplit(cut, shared));
    let count = 1;
    while (count < most && first + count < rows.length) {
      const next = first + count;
      if (!slices.has(rows[next].slice) || !alike(cut, cutBefore(cuts[next], shared))) break;
      count++;
    }
    const after = Array.from({ length: count }, (_, i) =>
      splitCount(cutAfter(cuts[first + i]), rows[first + i].keys - shared),
    );
    groups.push({ row: first, rows: count, cut, before: splitCount(cut, shared), after });
    first += count;
  }
  return groups;
}

/** How keys up to one that a split ends at are cut. */
function cutBefore(cut: KeyCut, shared: number): PlainCut {
  return 'prefix' in cut ? everyKeys(shared) : cut;
}

function layOut(step: StepKeys, dealing: Dealing, groups: readonly Group[]): SharingRows {
  const { keys: shared, slices } = step.shared!;
  const runs: ItemRun[] = [];
  const starts: number[] = [];
  let places = 0;
  for (const { row, rows, cut, before, after } of groups) {
    const stride = before + Math.max(...after);
    const table = step.tableAt(step.rows[row].slice) * BLOCK_POSITIONS;
    // Each next row is taken to see a key more: past the last split it does not matter.
    runs.push({ row, rows, table, keys: shared, cut, splits: before, place: places, stride });
    for (const own of ownRuns(step, dealing, row, row + rows))
      runs.push({ ...own, place: places + (own.row - row) * stride + before, stride });
    starts.push(places);
    places += rows * stride;
  }
  return {
    runs,
    places,
    has: (row) => slices.has(step.rows[row].slice),
    writeMerges(merges) {
      for (const [i, { row: first, before, after }] of groups.entries()) {
        const stride = before + Math.max(...after);
        for (const [row, count] of after.entries()) {
          merges[(first + row) * 2] = starts[i] + row * stride;
          merges[(first + row) * 2 + 1] = before + count;
        }
      }
    },
  };
}

/** The keys after the shared ones, of rows first..end-1: neighbours of one request whose keys are cut alike have them together. */
function ownRuns(step: StepKeys, { rowsOf }: Dealing, first: number, end: number): ItemRun[] {
  const { rows, cuts } = step;
  const { keys: shared } = step.shared!;
  const runs: ItemRun[] = [];
  for (let row = first; row < end; ) {
    const { slice, keys } = rows[row];
    const cut = cutAfter(cuts[row]);
    let count = 1;
    while (row + count < end) {
      const [next, other] = [rows[row + count], cutAfter(cuts[row + count])];
      if (next.slice !== slice || next.keys !== keys + count || !alike(cut, other)) break;
      if (rowsOf(next.keys - shared, longestSplit(other, next.keys - shared)) <= count) break;
      count++;
    }
    const table = step.tableAt(slice) * BLOCK_POSITIONS + shared;
    const own = { row, rows: count, table, keys: keys - shared, cut };
    runs.push({ ...own, splits: splitCount(cut, keys + count - 1 - shared), place: 0, stride: 0 });
    row += count;
  }
  return runs;
}
