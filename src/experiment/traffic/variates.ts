import { createRandom, type Random } from '../random.ts';
import { exp, ln } from './portable-math.ts';

/** Random numbers of the shapes that traffic has; the same seed gives the same ones on every machine. */
export class Variates {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** Above 0 and below 1. */
  unit(): number {
    return (this.#random.next() + 0.5) / 2 ** 32;
  }

  u32(): number {
    return this.#random.next();
  }

  /** Of mean 1. */
  exponential(): number {
    return -ln(this.unit());
  }

  /**
   * Gamma of mean 1 and coefficient of variation 1 / sqrt(shape): the method of Marsaglia and Tsang (2000), and below a shape of 1 that
   * of shape + 1 times a power of a uniform number.
   */
  gamma(shape: number): number {
    if (shape === 1) return this.exponential();
    if (shape < 1) return (this.#unscaled(shape + 1) * exp(ln(this.unit()) / shape)) / shape;
    return this.#unscaled(shape) / shape;
  }

  /** Gamma of that shape and scale 1; at least 1. */
  #unscaled(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.#normal();
      const t = 1 + c * x;
      const v = t * t * t;
      if (v > 0 && ln(this.unit()) < 0.5 * x * x + d * (1 - v + ln(v))) return d * v;
    }
  }

  /** Standard normal, by the polar method. */
  #normal(): number {
    for (;;) {
      const [x, y] = [2 * this.unit() - 1, 2 * this.unit() - 1];
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * ln(square)) / square);
    }
  }
}

/** A seed of its own for the `index`-th of many: neighbours share nothing (the finalizer of MurmurHash3). */
export function mixedSeed(seed: number, index: number): number {
  let mixed = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
