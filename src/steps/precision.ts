import type { BlockPool } from './block-pool.ts';
import type {
  LayerSwap,
  LentBlocks,
  LoweredLayers,
  PrecisionPolicy,
  PrecisionState,
} from './lowered-layers.ts';

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

/** Of a pool with all blocks free: what of it is there with so many layers lowered. Undefined where nothing is lent. */
export function withLowered(
  pool: BlockPool,
  limits: PoolLimits,
  lowered = 0,
): { readonly pool: BlockPool; readonly precision: PrecisionState } | undefined {
  if (!limits.lent) return undefined;
  const there = ownBlocks(limits) + lowered * limits.lent.each;
  const withheld = Array.from({ length: limits.blocks - there }, (_, i) => there + i);
  return { pool: pool.taken(withheld), precision: { lowered, changed: null, withheld } };
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
