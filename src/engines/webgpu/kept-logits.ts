import type { RowResult } from '../../kernels/sample.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { LogitsPlace } from '../../steps/logit-comparison.ts';

/** Steps whose logits are kept, where that takes no more than `MOST_BYTES`; those of two wherever the adapter allows it, since one is computed ahead. */
const STEPS = 4;
const MOST_BYTES = 2 ** 25;

type Limits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/** Rows of logits that an arm keeps, each of `vocabulary` f32: those of its last steps, as many as fit. */
export function keptRows(
  { logits }: Pick<ArmSpec, 'logits'>,
  vocabulary: number,
  sampled: number,
  { maxBufferSize, maxStorageBufferBindingSize }: Limits,
): number {
  const ofStep = logits ? Math.min(sampled, logits.of.length) : sampled;
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
  readonly #requests: ReadonlySet<string> | null;
  readonly #rows = new Map<number, KeptRow>();
  #next = 0;

  /** `size` in rows, as `keptRows` counts them. */
  constructor(size: number, { logits }: Pick<ArmSpec, 'logits'>) {
    this.#size = size;
    this.#requests = logits ? new Set(logits.of) : null;
  }

  /** Gives room to the sampled rows of a step that are to be kept. */
  take(sampled: readonly LogitsPlace[]): KeptStep {
    const kept = sampled.map(({ request }) => this.#requests?.has(request) ?? true);
    const count = kept.filter(Boolean).length;
    const first = this.#next + count > this.#size ? 0 : this.#next;
    let row = first;
    // A step that was thrown away had the same places.
    for (const [at, { request, position }] of this.#rows)
      if (sampled.some((place) => place.request === request && place.position === position))
        this.#rows.delete(at);
    const rows = sampled.map((place, i) => {
      if (!kept[i]) return null;
      const taken = { ...place, row, result: null };
      // The last to come is the last in order.
      this.#rows.delete(row);
      this.#rows.set(row++, taken);
      return taken;
    });
    this.#next = row;
    return { rows, first, count };
  }

  /** The last row of a request at a position; null where it is gone or never was there. */
  find({ request, position }: LogitsPlace): KeptRow | null {
    const found = [...this.#rows.values()].filter(
      (kept) => kept.request === request && kept.position === position,
    );
    return found.at(-1) ?? null;
  }
}
