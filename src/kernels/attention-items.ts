import { longestSplit, type PlainCut, splitCount } from '../numerics/key-cut.ts';
import { BLOCK_POSITIONS } from '../steps/kv-blocks.ts';
import type { AttentionTables, DealtAttention, StepKeys } from './attention-form.ts';
import {
  alike,
  type Dealing,
  ITEM_WORDS,
  type ItemRoom,
  type ItemRun,
  ItemWriter,
  WHOLE,
} from './attention-item.ts';
import { type SharingRows, sharingRows } from './attention-shared.ts';
import { wrapped } from './grid.ts';

/** What the runs of a step come to. */
interface Sizes {
  runs: number;
  /** Where each split is an item. */
  items: number;
  /** Where splits rest until they are merged, in runs that may go without. */
  places: number;
  keys: number;
  longest: number;
  several: boolean;
}

/**
 * Deals the rows of a step out: neighbouring rows of a request whose keys are cut alike make one item, with all their splits or, while
 * that leaves the device idle, with one of them. Rows that share keys of one prefix have them in items of their own, whichever
 * request they are of, and the merge joins what those leave to what the rows' other keys leave.
 */
export function dealItems(
  step: StepKeys,
  dealing: Dealing,
  room: ItemRoom,
  tables: AttentionTables,
): Omit<DealtAttention, 'kernel'> {
  const sharing = sharingRows(step, dealing, room);
  const runs = plainRuns(step, dealing, (row) => sharing?.has(row) ?? false);
  const sizes = sizesOf([...runs, ...(sharing?.runs ?? [])]);
  const resting = sharing?.places ?? 0;
  const fits = sizes.items <= room.items && sizes.places + resting <= room.places;
  const idle = dealing.idle(sizes.runs) || !dealing.walks(sizes.keys, sizes.longest);
  const spreads = sizes.several && fits && idle;
  const walked = spreads ? sizes.longest : sizes.keys;
  if (!dealing.walks(walked, sizes.longest))
    throw new RangeError(`attention: the loops of this adapter cannot go through ${walked} keys`);
  const writer = new ItemWriter(tables.items);
  const places = writeRuns(step, runs, sharing, { spreads, writer }, tables);
  const [x, , z = 1] = wrapped(Math.min(roundItems(writer.items), room.items));
  writer.fillTo(x * z);
  return { items: x * z, words: x * z * ITEM_WORDS, places, merges: places > 0 };
}

/** Returns how many places are in use. */
function writeRuns(
  { cuts, rows: seen }: StepKeys,
  runs: readonly ItemRun[],
  sharing: SharingRows | null,
  { spreads, writer }: { readonly spreads: boolean; readonly writer: ItemWriter },
  tables: AttentionTables,
): number {
  for (const run of sharing?.runs ?? []) writer.write(run, spreads);
  sharing?.writeMerges(tables.runs);
  let place = sharing?.places ?? 0;
  for (const run of runs) {
    const { row: first, rows, splits } = run;
    const apart = spreads && splits > 1;
    writer.write({ ...run, place: apart ? place : WHOLE }, apart);
    for (let row = 0; row < rows; row++) {
      const own = first + row;
      tables.runs[own * 2] = place + row * splits;
      tables.runs[own * 2 + 1] = apart ? splitCount(cuts[own], seen[own].keys) : 0;
    }
    if (apart) place += splits * rows;
  }
  return place;
}

function sizesOf(runs: readonly ItemRun[]): Sizes {
  const sizes: Sizes = { runs: runs.length, items: 0, places: 0, keys: 0, longest: 0, several: false };
  for (const { rows, keys, cut, splits, place } of runs) {
    const most = keys + rows - 1;
    sizes.items += splits;
    sizes.keys = Math.max(sizes.keys, most);
    sizes.longest = Math.max(sizes.longest, longestSplit(cut, most));
    if (splits === 1) continue;
    sizes.several = true;
    if (place === WHOLE) sizes.places += splits * rows;
  }
  return sizes;
}

/** Neighbouring rows that one item may have: of one request, one key after the other, and cut alike. */
function plainRuns(step: StepKeys, { rowsOf }: Dealing, leaveOut: (row: number) => boolean): ItemRun[] {
  const { rows, cuts } = step;
  const runs: ItemRun[] = [];
  for (let first = 0; first < rows.length; ) {
    if (leaveOut(first)) {
      first++;
      continue;
    }
    const { slice, keys, from = 0 } = rows[first];
    const cut = plain(step, first);
    let count = 1;
    while (first + count < rows.length) {
      const [next, other] = [rows[first + count], cuts[first + count]];
      if (next.slice !== slice || next.keys !== keys + count || !alike(cut, other)) break;
      // The last row sees the most keys.
      if (rowsOf(next.keys, longestSplit(other, next.keys)) <= count) break;
      count++;
    }
    const table = step.tableAt(slice) * BLOCK_POSITIONS + from;
    const splits = splitCount(cut, keys + count - 1);
    runs.push({ row: first, rows: count, table, keys, cut, splits, place: WHOLE, stride: splits });
    first += count;
  }
  return runs;
}

/** Throws RangeError where a row's keys begin with a prefix that the step does not say it shares. */
function plain({ cuts }: StepKeys, row: number): PlainCut {
  const cut = cuts[row];
  if ('prefix' in cut)
    throw new RangeError(`attention: no room for the splits of ${cut.prefix} keys that row ${row} shares`);
  return cut;
}

const GRAINS = 8;

/**
 * The next multiple of an eighth of the number's power of two. Contexts grow by a key a step, and a list for each number of items
 * would be made anew all the time; so at most an eighth of the items has nothing to do.
 */
export function roundItems(items: number): number {
  const grain = Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, items))) / GRAINS);
  return Math.ceil(items / grain) * grain;
}
