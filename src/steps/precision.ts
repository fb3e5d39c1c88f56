import type { BlockPool } from './block-pool.ts';
import type { LayerSwap, LoweredLayers } from './step-plan.ts';

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
}

/** How many layers are lowered between two steps. */
export interface PrecisionState {
  readonly lowered: number;
  /** Step at which the last swap was planned; null: none was. */
  readonly changed: number | null;
  /** Blocks that are not there now; which ones they are means nothing. */
  readonly withheld: readonly number[];
}

/** What of an arm's limits its pool is made of: blocks in all, those that are lent among them. */
export interface PoolLimits {
  readonly blocks: number;
  readonly lent?: LentBlocks;
}

/** What of a queue a swap changes. */
interface Pooled {
  readonly step: number;
  readonly pool: BlockPool;
  readonly precision?: PrecisionState;
}

/** Blocks that are there with no layer lowered. */
export function ownBlocks({ blocks, lent }: PoolLimits): number {
  return lent ? blocks - lent.layers.length * lent.each : blocks;
}

/** Of a pool with all blocks free: what of it is there with no layer lowered. Undefined where nothing is lent. */
export function noneLowered(
  pool: BlockPool,
  limits: PoolLimits,
): { readonly pool: BlockPool; readonly precision: PrecisionState } | undefined {
  if (!limits.lent) return undefined;
  const own = ownBlocks(limits);
  const withheld = Array.from({ length: limits.blocks - own }, (_, i) => own + i);
  return { pool: pool.taken(withheld), precision: { lowered: 0, changed: null, withheld } };
}

/** Blocks that requests may hold now. */
export function capacity({ pool, precision }: Omit<Pooled, 'step'>): number {
  return pool.size - (precision?.withheld.length ?? 0);
}

/**
 * The swap that the next step begins with; null where layers stay as they are. `waiting`: requests that have arrived and wait. With no policy
 * any more, lowered layers are raised as soon as their blocks are free.
 */
export function layerSwap(
  state: Pooled,
  { lent }: PoolLimits,
  policy: PrecisionPolicy | undefined,
  waiting: number,
): LayerSwap | null {
  const { precision, pool } = state;
  if (!precision || !lent) return null;
  const { lowered, changed, withheld } = precision;
  if (policy && changed !== null && state.step - changed < policy.every) return null;
  const there = capacity(state);
  const held = there - pool.room;
  const presses =
    policy !== undefined &&
    (held >= policy.lowerAt * there || (policy.waitingAt !== null && waiting >= policy.waitingAt));
  if (presses)
    return lowered < lent.layers.length
      ? { lowered: lowered + 1, blocks: withheld.slice(0, lent.each) }
      : null;
  const left = there - lent.each;
  const relaxes = policy === undefined || (held <= policy.raiseAt * left && waiting === 0);
  if (lowered === 0 || !relaxes || pool.room < lent.each) return null;
  return { lowered: lowered - 1, blocks: pool.next(lent.each) };
}

/** The queue once layers were swapped: their blocks are there, or gone. Throws RangeError where the swap is not one of this queue. */
export function swapped<State extends Pooled>(state: State, { lowered, blocks }: LayerSwap): State {
  const { precision, pool } = state;
  if (!precision || Math.abs(lowered - precision.lowered) !== 1)
    throw new RangeError(
      `${lowered} layers lowered does not follow ${precision?.lowered ?? 'an arm that lowers none'}`,
    );
  const lowers = lowered > precision.lowered;
  const withheld = lowers
    ? precision.withheld.filter((block) => !blocks.includes(block))
    : [...precision.withheld, ...blocks];
  return {
    ...state,
    pool: lowers ? pool.returned(blocks) : pool.taken(blocks),
    precision: { lowered, changed: state.step, withheld },
  };
}

/** The layers that so many lowered ones are, by number. */
export function loweredLayers({ to, layers }: LentBlocks, lowered: number): LoweredLayers {
  return { to, layers: layers.slice(0, lowered) };
}
