import { MATMULS, type MatmulName } from '../../../model/operations.ts';
import type { Range, SumPlan } from '../../../numerics/plan.ts';
import { BLOCK_POSITIONS } from '../../../steps/kv-blocks.ts';
import type { StepPlan } from '../../../steps/step-plan.ts';
import type { AttendedKeys, StepPlans } from '../../../steps/step-plans.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** Addresses of what the kernels read of a step's plans. */
export interface StepTables {
  /** (rows) tokens, positions, and slots of the cache. */
  readonly tokens: number;
  readonly positions: number;
  readonly slots: number;
  /** (rows, 4): assembly/attention.ts says what. */
  readonly records: number;
  /** The same in layers that see the last keys only; null where the model has none. */
  readonly localRecords: number | null;
  readonly chunks: Readonly<Record<MatmulName, number>>;
  /** The same of a mixture's router. */
  readonly routerChunks: number | null;
  /** Most keys of any row, and those after them that a vector may reach. */
  readonly mostKeys: number;
}

/** One block that holds the tables of the step under way, and grows with them. */
export class TableSpace {
  readonly #memory: WasmMemory;
  #at = 0;
  #words = 0;

  constructor(memory: WasmMemory) {
    this.#memory = memory;
  }

  /** `slotBytes` is what a slot of one layer's keys takes. */
  write(plan: StepPlan, plans: StepPlans, slotBytes: number): StepTables {
    const { rows, local } = plans;
    // Scores are made in fours, counted from the first key that a row attends to, whichever that is.
    const ends = plan.slices.map(({ start, tokens }) => start + tokens.length + 3);
    const { router } = plans;
    const cuts = [...MATMULS.map((name) => plans.matmul[name]), ...(router ? [router] : [])].map(
      ({ chunks }) => chunks,
    );
    const pairs = [...plans.splits, ...(local?.splits ?? []), ...cuts].reduce(
      (sum, { length }) => sum + length,
      0,
    );
    const recordWords = (local ? 8 : 4) * rows.length;
    this.#reserve(3 * rows.length + recordWords + 2 * pairs + ends.reduce((sum, end) => sum + end, 0));
    const words = this.#memory.integers(this.#at, this.#words);
    const writer = new Writer(words, this.#at);
    const tokens = writer.append(rows.map(({ token }) => token));
    const positions = writer.append(rows.map(({ position }) => position));
    const slots = writer.append(rows.map(({ slot }) => slot));
    const keys = plan.slices.map(({ blocks }, i) => writer.appendSlots(blocks, ends[i], slotBytes));
    const recordsOf = ({ rows, splits }: AttendedKeys): number =>
      writer.append(
        rows.flatMap((row, i) => [
          row.keys,
          keys[row.slice] + 4 * row.from,
          writer.appendRanges(splits[i], 1),
          splits[i].length,
        ]),
      );
    const records = recordsOf(plans);
    const localRecords = local && recordsOf(local);
    const chunks: Partial<Record<MatmulName, number>> = {};
    for (const name of MATMULS) chunks[name] = writer.appendRanges(quadChunks(plans.matmul[name]), 4);
    return {
      ...{ tokens, positions, slots, records, localRecords },
      routerChunks: router ? writer.appendRanges(quadChunks(router), 4) : null,
      chunks: chunks as Record<MatmulName, number>,
      mostKeys: Math.max(...ends),
    };
  }

  get bytes(): number {
    return 4 * this.#words;
  }

  destroy(): void {
    if (this.#words > 0) this.#memory.free(this.#at);
    this.#words = 0;
  }

  #reserve(words: number): void {
    if (words <= this.#words) return;
    this.destroy();
    const wanted = 2 * words;
    this.#at = this.#memory.allocate(4 * wanted);
    this.#words = wanted;
  }
}

/** Chunks of a plan in four lanes; the kernels walk whole vectors, so that a chunk must start with one. Throws RangeError else. */
function quadChunks({ rule, lanes, chunks }: SumPlan): readonly Range[] {
  if (lanes === 4 && chunks.some(({ start }) => start % 4 !== 0))
    throw new RangeError(`chunks of four lanes start at a multiple of four: ${rule} has another`);
  return chunks;
}

/** Appends to a table word by word; what it returns are addresses. */
class Writer {
  readonly #words: Int32Array;
  readonly #base: number;
  #next = 0;

  constructor(words: Int32Array, base: number) {
    this.#words = words;
    this.#base = base;
  }

  append(values: readonly number[]): number {
    const at = this.#here();
    this.#words.set(values, this.#next);
    this.#next += values.length;
    return at;
  }

  /** In units of so many elements, begun. */
  appendRanges(ranges: readonly Range[], unit: number): number {
    const at = this.#here();
    for (const { start, end } of ranges) {
      this.#words[this.#next++] = start / unit;
      this.#words[this.#next++] = Math.ceil(end / unit);
    }
    return at;
  }

  /** Where in a layer's cache each position lies; those past a request's last read its first slot. */
  appendSlots(blocks: readonly number[], positions: number, slotBytes: number): number {
    const at = this.#here();
    for (let position = 0; position < positions; position += BLOCK_POSITIONS) {
      const block = blocks[position / BLOCK_POSITIONS] ?? blocks[0];
      const filled = Math.min(BLOCK_POSITIONS, positions - position);
      for (let i = 0; i < filled; i++) this.#words[this.#next++] = (block * BLOCK_POSITIONS + i) * slotBytes;
    }
    return at;
  }

  #here(): number {
    return this.#base + 4 * this.#next;
  }
}
