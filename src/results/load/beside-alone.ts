import type { BesideAlone, Shadow } from './load-record.ts';

/** Takes a probe's shadows in one by one: a long run keeps none of them. */
export class BesideAloneSums {
  #found: Omit<BesideAlone, 'perplexity'> = {
    ...{ looked: 0, differing: 0, firstDifference: null, fork: null, maxUlp: 0, maxKl: 0, raised: null },
  };
  /** Of -ln p, over positions whose probabilities are known. */
  readonly #surprise = { positions: 0, loaded: 0, alone: 0 };

  add(shadow: Shadow, token: number): void {
    const { position, differing, maxUlp, kl, alone, probability } = shadow;
    const found = this.#found;
    this.#found = {
      looked: found.looked + 1,
      differing: found.differing + (differing > 0 ? 1 : 0),
      firstDifference: found.firstDifference ?? (differing > 0 ? position : null),
      fork: found.fork ?? (alone !== undefined && alone !== token ? position : null),
      maxUlp: Math.max(found.maxUlp, maxUlp),
      maxKl: Math.max(found.maxKl, kl),
      raised: probability && raises(probability, found.raised) ? { position, probability } : found.raised,
    };
    if (!probability) return;
    this.#surprise.positions++;
    this.#surprise.loaded -= Math.log(probability.loaded);
    this.#surprise.alone -= Math.log(probability.alone);
  }

  /** Null where nothing was looked at. */
  get summary(): BesideAlone | null {
    const { positions, loaded, alone } = this.#surprise;
    if (this.#found.looked === 0) return null;
    const mean = { loaded: Math.exp(loaded / positions), alone: Math.exp(alone / positions) };
    return { ...this.#found, perplexity: positions === 0 ? null : mean };
  }
}

type Probability = Required<Shadow>['probability'];

function raises({ loaded, alone }: Probability, most: BesideAlone['raised']): boolean {
  return (
    loaded > alone && (most === null || loaded * most.probability.alone > most.probability.loaded * alone)
  );
}
