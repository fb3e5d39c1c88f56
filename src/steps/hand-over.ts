import type { ArmRunner } from './engine.ts';
import { blockHash } from './moves.ts';

/** A KV block that went from one arm to another: SHA-256 (hex) of its bytes as they were read, and as they then lay on the other side. */
export interface HandedBlock {
  readonly from: number;
  readonly to: number;
  readonly sent: string;
  readonly received: string;
}

/**
 * Hands keys and values of blocks over to another arm of the same model, which may go on as if it had computed them. Throws RangeError
 * where one of them keeps no blocks, or lays them out otherwise: other dtypes, another engine, another model.
 */
export async function handOver(
  from: ArmRunner,
  blocks: readonly number[],
  to: ArmRunner,
  places: readonly number[],
): Promise<HandedBlock[]> {
  if (blocks.length !== places.length)
    throw new RangeError(`${blocks.length} KV blocks are handed over to ${places.length} places`);
  const [theirs, ours] = [from.blockLayout, to.blockLayout];
  if (theirs !== ours || !from.readBlocks || !to.readBlocks || !to.writeBlocks)
    throw new RangeError(
      `KV blocks of ${theirs ?? 'no layout'} cannot be handed over to an arm of ${ours ?? 'no layout'}`,
    );
  const sent = await from.readBlocks(blocks);
  await to.writeBlocks(places, sent);
  const received = await to.readBlocks(places);
  return blocks.map((block, i) => ({
    ...{ from: block, to: places[i] },
    ...{ sent: blockHash(sent[i]), received: blockHash(received[i]) },
  }));
}
