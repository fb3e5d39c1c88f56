/** Most texts that are looked up: a long run has more kinds of steps than memory should hold. */
export const KNOWN_PLANS = 512;

/** Numbers the texts of plans in the order in which they come up, so that a step names one by its index. */
export class PlanBook {
  readonly #known = new Map<string, number>();
  #next = 0;

  /** `isNew`: the index stands for these texts from now on. A text that was long away may come up again under another. */
  indexOf(plans: Readonly<Record<string, string>>): { readonly index: number; readonly isNew: boolean } {
    const key = JSON.stringify(plans);
    const known = this.#known.get(key);
    if (known !== undefined) return { index: known, isNew: false };
    const [oldest] = this.#known.keys();
    if (this.#known.size === KNOWN_PLANS) this.#known.delete(oldest);
    this.#known.set(key, this.#next);
    return { index: this.#next++, isNew: true };
  }
}
