/** A place of the panel's pair. */
export interface PairPlace {
  readonly pairKey: string;
  /** Tokens of the longer stream. */
  readonly length: number;
  readonly fork: number | null;
  readonly preview: number | null;
  readonly pinned: number | null;
}
