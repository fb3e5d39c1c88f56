/** Mean bits a weight over the rows of an arm's steps, where its products have two widths. */
export class MeanBits {
  #rows = 0;
  #bits = 0;

  /** `bits`: the mean of a step of so many rows. */
  add(bits: number, rows: number): void {
    this.#rows += rows;
    this.#bits += bits * rows;
  }

  /** Null where no step was. */
  get mean(): number | null {
    return this.#rows === 0 ? null : this.#bits / this.#rows;
  }
}
