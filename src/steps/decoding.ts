import type { Sampler } from '../numerics/top-sampler.ts';

/** How tokens are chosen from logits (NUMERICS: sampling). */
export interface Decoding {
  /** 0 is greedy: highest logit, ties to the lower id. */
  readonly temperature: number;
  readonly seed: number;
  /** Draws among a row's highest logits alone, with noise keyed so. Left out: over the whole vocabulary, by token. */
  readonly sampler?: Sampler;
  /** Name that the noise is keyed by, in the place of each request's own. Left out: its own. */
  readonly drawnAs?: string;
}

/** How one request's tokens are chosen where that is not as its arm does; among how many is the arm's to say. */
export type OwnDecoding = Omit<Decoding, 'sampler'>;
