import { type DynamicWidths, meanBits } from '../../steps/dynamic-widths.ts';
import type { StepOutput } from '../../steps/step-output.ts';

/** Mean bits a weight over the rows of an arm's steps. */
export class WidthsSoFar {
  #rows = 0;
  #bits = 0;

  /** A step; gives its own mean, null of an arm with one width. */
  add({ widths }: Pick<StepOutput, 'widths'>, dynamic: DynamicWidths | undefined): number | null {
    if (!widths || !dynamic?.rules) return null;
    const bits = meanBits(widths, dynamic.rules);
    this.#rows += widths.rows;
    this.#bits += bits * widths.rows;
    return bits;
  }

  /** Null where no step was. */
  get mean(): number | null {
    return this.#rows === 0 ? null : this.#bits / this.#rows;
  }
}
