/** Where draws come from; src/experiment/random.ts makes one from a seed. */
export interface RandomSource {
  /** Next unsigned 32-bit integer. */
  next(): number;
  /** Whole number in [0, bound). */
  below(bound: number): number;
}
