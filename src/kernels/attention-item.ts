import type { KeyCut, PlainCut } from '../numerics/key-cut.ts';

/** u32 of an item of attention_rows.wgsl. */
export const ITEM_WORDS = 11;
/** In the place of an item's splits: it has all of them, and they are merged as it goes. */
export const WHOLE = 0xffff_ffff;

/** How rows are put together, and when their splits are spread over workgroups. */
export interface Dealing {
  /** Rows of an item at most, of those that see so many keys in splits of so many at most. */
  rowsOf(keys: number, longest: number): number;
  /** Whether so many items leave workgroups idle, so that each split should be an item of its own. */
  idle(items: number): boolean;
  /** Whether one workgroup may walk so many keys of a row, in splits of so many at most. */
  walks(keys: number, longest: number): boolean;
}

/** What the tables of a step hold. */
export interface ItemRoom {
  readonly items: number;
  readonly places: number;
}

/** Splits of rows that follow each other, as one item has them or several. */
export interface ItemRun {
  readonly row: number;
  readonly rows: number;
  /** Where the first key is in the block tables, in keys. */
  readonly table: number;
  /** That the first row sees. */
  readonly keys: number;
  readonly cut: PlainCut;
  readonly splits: number;
  /** Where split 0 of the first row goes, or WHOLE. */
  readonly place: number;
  /** Places of a row. */
  readonly stride: number;
}

/** Writes items one after the other. */
export class ItemWriter {
  readonly #words: Uint32Array;
  #at = 0;

  constructor(words: Uint32Array) {
    this.#words = words;
  }

  get items(): number {
    return this.#at / ITEM_WORDS;
  }

  /** An item that has all splits of a run, or as many items with one each. */
  write(run: ItemRun, apart: boolean): void {
    for (let split = 0; split < (apart ? run.splits : 1); split++)
      this.#item(run, split, apart ? split + 1 : run.splits);
  }

  #item({ row, rows, table, keys, cut, place, stride }: ItemRun, split: number, end: number): void {
    const words = this.#words;
    const at = this.#at;
    words[at] = row;
    words[at + 1] = rows;
    words[at + 2] = table;
    words[at + 3] = keys;
    words[at + 4] = 'parts' in cut ? 0 : cut.first;
    words[at + 5] = 'parts' in cut ? 0 : cut.every;
    words[at + 6] = 'parts' in cut ? cut.parts : 0;
    words[at + 7] = split;
    words[at + 8] = end;
    words[at + 9] = place;
    words[at + 10] = stride;
    this.#at = at + ITEM_WORDS;
  }

  /** Empty items up to so many. */
  fillTo(items: number): void {
    this.#words.fill(0, this.#at, items * ITEM_WORDS);
  }
}

/** Whether two rows' splits begin at the same keys; equal parts are a row's own. */
export function alike(a: KeyCut, b: KeyCut): boolean {
  return 'first' in a && 'first' in b && a.first === b.first && a.every === b.every;
}
