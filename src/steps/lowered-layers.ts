/** Layers that a step runs in a smaller format than the arm's. */
export interface LoweredLayers {
  readonly to: 'q8' | 'q4';
  readonly layers: readonly number[];
}

/** One layer more or less is lowered from a step on (`PrecisionPolicy`). */
export interface LayerSwap {
  /** How many are then. */
  readonly lowered: number;
  /** Blocks that are there from now on, or are no longer. */
  readonly blocks: readonly number[];
}

/**
 * Precision under load (MorphServe): while much of the pool is held, or many wait, layers run in a smaller format, least important first,
 * and the bytes that frees are KV blocks; they go back once there is room. Between the two thresholds nothing is changed.
 */
export interface PrecisionPolicy {
  /** What a lowered layer's products read, from the arm's opening on. */
  readonly to: 'q8' | 'q4';
  /** Share of the pool's blocks that requests hold, from 0 to 1: from `lowerAt` on a layer is lowered, down to `raiseAt` one is raised. */
  readonly lowerAt: number;
  readonly raiseAt: number;
  /** Requests that have arrived and wait from which a layer is lowered too, while blocks are short or not; null: they do not count. */
  readonly waitingAt: number | null;
  /** Steps at least from one swap to the next. */
  readonly every: number;
  /** Layers in the order in which they are lowered, those that are left out never; null: all, from the last to the first. */
  readonly order: readonly number[] | null;
}

/** Blocks beyond a pool's own, which are there while layers are lowered; `layers`: those that may be, in the order in which they are. */
export interface LentBlocks extends LoweredLayers {
  /** Blocks that the bytes freed by one of them hold. */
  readonly each: number;
  /** Of the matrices of all layers, none of them lowered, and what each of `layers` takes less once it is; a server that holds one format at a time. */
  readonly bytes?: { readonly whole: number; readonly freed: readonly number[] };
}

/** How many layers are lowered between two steps. */
export interface PrecisionState {
  readonly lowered: number;
  /** Step at which the last swap was planned; null: none was. */
  readonly changed: number | null;
  /** Blocks that are not there now; which ones they are means nothing. */
  readonly withheld: readonly number[];
}

/** Bytes of the matrices of all layers while so many are lowered; undefined where that was not counted. */
export function weightBytes({ bytes }: LentBlocks, lowered: number): number | undefined {
  return bytes?.freed.slice(0, lowered).reduce((left, freed) => left - freed, bytes.whole);
}
