/** A stream of pseudo-random choices; the same seed gives the same stream on every machine. */
export interface Random {
  /** Next unsigned 32-bit integer. */
  next(): number;
  /** Whole number in [0, bound). */
  below(bound: number): number;
  /** One entry of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
}

const WARM_UP_ROUNDS = 15;

/**
 * sfc32, the small fast counting generator in PractRand by Chris Doty-Humphrey, from state (0, seed, 0) and counter 1.
 * The first outputs, in which the seed is not yet spread, are dropped. Integer arithmetic only.
 */
export function createRandom(seed: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;

  function next(): number {
    const output = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + output) | 0;
    return output >>> 0;
  }

  // The high half of the product is the choice: no modulo bias towards low bits. Exact, since bound < 2^21.
  const below = (bound: number) => Math.floor((next() * bound) / 2 ** 32);

  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return { next, below, pick: (list) => list[below(list.length)] as (typeof list)[number] };
}
