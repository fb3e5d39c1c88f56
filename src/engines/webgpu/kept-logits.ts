import type { RowResult } from '../../kernels/sample.ts';
import type { ArmLimits, ArmSpec, LogitsAtHand } from '../../steps/arm-spec.ts';
import type { LogitsPlace } from '../../steps/logit-comparison.ts';

/** Steps whose logits are kept, where that takes no more than `MOST_BYTES`; those of two wherever the adapter allows it, since one is computed ahead. */
const STEPS = 4;
const MOST_BYTES = 2 ** 25;

type Limits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/** Rows of logits that an arm keeps, each of `vocabulary` f32: those of its last steps, as many as fit. */
export function keptRows(
  { logits, limits }: Pick<ArmSpec, 'logits'> & { readonly limits?: Pick<ArmLimits, 'maxSampled'> },
  vocabulary: number,
  sampled: number,
  { maxBufferSize, maxStorageBufferBindingSize }: Limits,
): number {
  // One row a request, unless a step may sample several of one.
  const named = logits && (limits?.maxSampled === undefined ? logits.of.length : logits.of.length * sampled);
  const ofStep = Math.min(sampled, named ?? sampled);
  const allowed = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const stepsIn = (room: number) => Math.floor(room / (vocabulary * 4) / Math.max(1, ofStep));
  const steps = Math.max(1, Math.min(STEPS, stepsIn(Math.min(MOST_BYTES, allowed))));
  // Rows of a step lie one after the other, so that two steps of changing size need nearly three.
  return stepsIn(allowed) < 3 ? ofStep * steps : Math.max(ofStep * steps, 3 * ofStep - 1);
}

/** A row that is kept: where, whose, and what else its step gave of it, once it is read. */
export interface KeptRow extends LogitsPlace {
  readonly row: number;
  result: RowResult | null;
}

/** Where a step's logits go. */
export interface KeptStep {
  /** (sampled) null for a row that is not kept. */
  readonly rows: readonly (KeptRow | null)[];
  /** Those that are kept lie one after the other from here on. */
  readonly first: number;
  readonly count: number;
}

/**
 * Which rows of an arm's kept logits hold what. A step takes consecutive ones behind those of the step before it, or from the
 * beginning where there is no room behind them; what lay there is gone.
 */
export class KeptLogits {
  readonly #size: number;
  readonly #requests: LogitsAtHand['of'] | null;
  readonly #rows: KeptRow[] = [];
  /** The row that was last given to each place. */
  readonly #places = new Map<string, KeptRow>();
  #next = 0;

  /** `size` in rows, as `keptRows` counts them. */
  constructor(size: number, { logits }: Pick<ArmSpec, 'logits'>) {
    this.#size = size;
    this.#requests = logits?.of ?? null;
  }

  /** Gives room to the sampled rows of a step that are to be kept. */
  take(sampled: readonly LogitsPlace[]): KeptStep {
    const kept = sampled.map(({ request }) => this.#requests?.includes(request) ?? true);
    const count = kept.filter(Boolean).length;
    const first = this.#next + count > this.#size ? 0 : this.#next;
    let row = first;
    const rows = sampled.map((place, i) => (kept[i] ? this.#give(place, row++) : null));
    this.#next = row;
    return { rows, first, count };
  }

  /** The last row of a request at a position; null where it is gone or never was there. */
  find(place: LogitsPlace): KeptRow | null {
    return this.#places.get(keyOf(place)) ?? null;
  }

  /** A place that comes twice, since a step was thrown away, has the later row alone. */
  #give(place: LogitsPlace, row: number): KeptRow {
    const before = this.#rows[row];
    if (before && this.#places.get(keyOf(before)) === before) this.#places.delete(keyOf(before));
    const given = { ...place, row, result: null };
    this.#rows[row] = given;
    this.#places.set(keyOf(place), given);
    return given;
  }
}

function keyOf({ request, position }: LogitsPlace): string {
  return `${position}/${request}`;
}
