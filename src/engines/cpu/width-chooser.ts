import { estimateBits } from '../../numerics/error-projection.ts';
import { quantiseAlone } from '../../numerics/quantise-row.ts';
import {
  chooseWidths,
  type DynamicWidths,
  type LayerWidths,
  rulesOf,
  type StepWidths,
  type WideProduct,
} from '../../steps/dynamic-widths.ts';

/** Chooses widths product by product and keeps what was chosen of the step under way. */
export class WidthChooser {
  readonly #rules: readonly LayerWidths[];
  readonly #per: DynamicWidths['per'];
  readonly #chosen: Uint8Array[] = [];

  /** Throws RangeError where the widths were not calibrated. */
  constructor(dynamic: DynamicWidths) {
    this.#rules = rulesOf(dynamic);
    this.#per = dynamic.per;
  }

  /** Forgets the step before. */
  begin(): void {
    this.#chosen.length = 0;
  }

  /** Whether each row that a product is about to read meets the larger width. */
  choose(layer: number, name: WideProduct, rows: readonly Float32Array[]): Uint8Array {
    const rule = this.#rules[layer][name];
    // What is settled is not estimated.
    if (this.#per === 'static')
      return this.#keep(new Uint8Array(rows.length).fill(rule.threshold === 0 ? 1 : 0));
    const estimates = rows.map((row) => estimateBits(rule.projection, quantiseAlone(row)));
    return this.#keep(chooseWidths(estimates, rule, this.#per));
  }

  #keep(high: Uint8Array): Uint8Array {
    this.#chosen.push(high);
    return high;
  }

  /** Of a step that has been through every layer. */
  get chosen(): StepWidths {
    const [{ length: rows }] = this.#chosen;
    const high = new Uint8Array(this.#chosen.length * rows);
    for (const [product, each] of this.#chosen.entries()) high.set(each, product * rows);
    return { rows, high };
  }
}
