import { Moments } from '../../numerics/inference/moments.ts';
import type { BehaviourUnit, TranscriptAnswer } from './answer.ts';
import { WorstExamples } from './examples.ts';
import { keyOf } from './key-of.ts';
import { MEASURES, type MeasureId, measureAnswer } from './measures.ts';

/** Answers of a window that are kept one by one, so that they can be paired. */
export const MOST_KEPT = 200_000;
const FIRST_ROOM = 1024;

/** A window of transcripts, taken in answer by answer; past `MOST_KEPT` of them only sums are kept. */
export class WindowTally {
  readonly name: string;
  readonly unit: BehaviourUnit;
  readonly examples: WorstExamples;
  answers = 0;
  toolCalls = 0;
  /** Answers that share their name with an earlier one. */
  renamed = 0;
  readonly #moments = new Map<MeasureId, Moments>(MEASURES.map((id) => [id, new Moments()]));
  #rows: Map<string, number> | null = new Map();
  readonly #times = new Map<string, number>();
  #kept = new Float64Array(FIRST_ROOM * MEASURES.length);

  constructor(name: string, unit: BehaviourUnit) {
    this.name = name;
    this.unit = unit;
    this.examples = new WorstExamples();
  }

  /** @param units of the answer, in the window's unit. */
  add(answer: TranscriptAnswer, units: readonly number[], at: string): void {
    const measured = measureAnswer(answer, units);
    for (const [id, moments] of this.#moments) {
      const value = measured.values[id];
      if (!Number.isNaN(value)) moments.add(value);
    }
    this.#keep(answer.id, measured.values);
    this.examples.add(answer, measured, at);
    this.answers++;
    this.toolCalls += answer.calls.length;
  }

  momentsOf(id: MeasureId): Moments {
    return this.#moments.get(id)!;
  }

  /** Rows of kept values by the answers' names; null: there were too many. */
  get rows(): ReadonlyMap<string, number> | null {
    return this.#rows;
  }

  /** Of a row that is kept; NaN where nothing tells. */
  valueAt(row: number, id: MeasureId): number {
    return this.#kept[row * MEASURES.length + MEASURES.indexOf(id)];
  }

  /** All that are kept, in their order, but for those of which nothing tells; null where too many came. */
  valuesOf(id: MeasureId): number[] | null {
    if (!this.#rows) return null;
    const values: number[] = [];
    for (let row = 0; row < this.answers; row++) {
      const value = this.valueAt(row, id);
      if (!Number.isNaN(value)) values.push(value);
    }
    return values;
  }

  #keep(id: string | null, values: Readonly<Record<MeasureId, number>>): void {
    if (!this.#rows) return;
    if (this.answers === MOST_KEPT) {
      this.#rows = null;
      this.#times.clear();
      this.#kept = new Float64Array(0);
      return;
    }
    const from = this.answers * MEASURES.length;
    if (from === this.#kept.length) {
      const larger = new Float64Array(2 * this.#kept.length);
      larger.set(this.#kept);
      this.#kept = larger;
    }
    for (const [i, each] of MEASURES.entries()) this.#kept[from + i] = values[each];
    if (id === null) return;
    // Several answers to one question pair in the order in which they came.
    const key = keyOf(id);
    const times = (this.#times.get(key) ?? 0) + 1;
    this.#times.set(key, times);
    if (times > 1) this.renamed++;
    this.#rows.set(times === 1 ? key : `${key} (${times})`, this.answers);
  }
}
