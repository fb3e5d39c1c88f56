import { type KeyCut, longestSplit, splitCount } from '../numerics/key-cut.ts';
import { BLOCK_POSITIONS } from '../steps/kv-blocks.ts';
import type { AttentionTables, DealtAttention, StepKeys } from './attention-form.ts';
import { wrapped } from './grid.ts';

/** u32 of an item of attention_rows.wgsl. */
export const ITEM_WORDS = 11;
/** In the place of an item's splits: it has all of them. */
const WHOLE = 0xffff_ffff;

/** How rows are put together, and when their splits are spread over workgroups. */
export interface Dealing {
  /** Rows of an item at most, of those that see so many keys in splits of so many at most. */
  rowsOf(keys: number, longest: number): number;
  /** Whether so many items leave workgroups idle, so that each split should be an item of its own. */
  idle(items: number): boolean;
  /** Whether one workgroup may walk so many keys of a row, in splits of so many at most. */
  walks(keys: number, longest: number): boolean;
}

interface Room {
  readonly items: number;
  readonly places: number;
}

/** What the splits of a step come to where each is an item. */
interface Spread {
  items: number;
  tiles: number;
  places: number;
  keys: number;
  longest: number;
  several: boolean;
}

/**
 * Deals the rows of a step out: neighbouring rows of a request whose keys are cut alike make one item, with all their splits or, while
 * that leaves the device idle, with one of them.
 */
export function dealItems(
  step: StepKeys,
  dealing: Dealing,
  room: Room,
  tables: AttentionTables,
): Omit<DealtAttention, 'kernel'> {
  const spread: Spread = { items: 0, tiles: 0, places: 0, keys: 0, longest: 0, several: false };
  eachTile(step, dealing, (first, rows) => {
    const last = first + rows - 1;
    const { keys } = step.rows[last];
    const splits = splitCount(step.cuts[last], keys);
    spread.tiles++;
    spread.items += splits;
    spread.keys = Math.max(spread.keys, keys);
    spread.longest = Math.max(spread.longest, longestSplit(step.cuts[last], keys));
    if (splits === 1) return;
    spread.several = true;
    spread.places += splits * rows;
  });
  const fits = spread.items <= room.items && spread.places <= room.places;
  const spreads =
    spread.several && fits && (dealing.idle(spread.tiles) || !dealing.walks(spread.keys, spread.longest));
  const walked = spreads ? spread.longest : spread.keys;
  if (!dealing.walks(walked, spread.longest))
    throw new RangeError(`attention: the loops of this adapter cannot go through ${walked} keys`);
  const items = writeItems(step, dealing, { spreads, most: room.items }, tables);
  return { items, words: items * ITEM_WORDS, places: spreads ? spread.places : 0, merges: spreads };
}

/** Returns how many items there are, empty ones at the end included. */
function writeItems(
  step: StepKeys,
  dealing: Dealing,
  { spreads, most }: { readonly spreads: boolean; readonly most: number },
  { items, runs }: AttentionTables,
): number {
  let at = 0;
  let place = 0;
  eachTile(step, dealing, (first, rows) => {
    const last = first + rows - 1;
    const cut = step.cuts[last];
    const { slice, keys, from = 0 } = step.rows[first];
    const splits = splitCount(cut, step.rows[last].keys);
    const apart = spreads && splits > 1;
    for (let split = 0; split < (apart ? splits : 1); split++) {
      items[at] = first;
      items[at + 1] = rows;
      items[at + 2] = step.tableAt(slice) * BLOCK_POSITIONS + from;
      items[at + 3] = keys;
      items[at + 4] = 'parts' in cut ? 0 : cut.first;
      items[at + 5] = 'parts' in cut ? 0 : cut.every;
      items[at + 6] = 'parts' in cut ? cut.parts : 0;
      items[at + 7] = split;
      items[at + 8] = apart ? split + 1 : splits;
      items[at + 9] = apart ? place : WHOLE;
      items[at + 10] = splits;
      at += ITEM_WORDS;
    }
    for (let row = 0; row < rows; row++) {
      runs[(first + row) * 2] = place + row * splits;
      runs[(first + row) * 2 + 1] = apart ? splitCount(step.cuts[first + row], keys + row) : 0;
    }
    if (apart) place += splits * rows;
  });
  const [x, , z = 1] = wrapped(Math.min(roundItems(at / ITEM_WORDS), most));
  items.fill(0, at, x * z * ITEM_WORDS);
  return x * z;
}

/** Neighbouring rows that one item may have: of one request, one key after the other, and cut alike. */
function eachTile(step: StepKeys, { rowsOf }: Dealing, take: (first: number, rows: number) => void): void {
  const { rows, cuts } = step;
  for (let first = 0; first < rows.length; ) {
    const { slice, keys } = rows[first];
    let count = 1;
    while (first + count < rows.length) {
      const [next, cut] = [rows[first + count], cuts[first + count]];
      if (next.slice !== slice || next.keys !== keys + count || !alike(cuts[first], cut)) break;
      // The last row sees the most keys.
      if (rowsOf(next.keys, longestSplit(cut, next.keys)) <= count) break;
      count++;
    }
    take(first, count);
    first += count;
  }
}

/** Whether two rows' splits begin at the same keys; equal parts are a row's own. */
function alike(a: KeyCut, b: KeyCut): boolean {
  return 'first' in a && 'first' in b && a.first === b.first && a.every === b.every;
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
