import type { KvMove, MovedBlock } from '../steps/moves.ts';
import { blockHash, movedTo } from '../steps/moves.ts';
import type { HostBlocks } from './host-blocks.ts';

/** The KV blocks of an arm where the host can read and write them. A block's bytes are keys of all layers, then values. */
export interface BlockMemory {
  readonly blockBytes: number;
  /** How a block's bytes lie: the same in all arms that blocks may be handed over between. */
  readonly layout: string;
  /** A copy. */
  read(block: number): Uint8Array;
  write(block: number, bytes: Uint8Array): void;
}

/** Blocks whose parts, all of one size, lie in memory that the host can write. */
export abstract class PartedBlocks implements BlockMemory {
  abstract readonly blockBytes: number;
  abstract readonly layout: string;

  /** Keys of all layers, then values, where they lie. */
  protected abstract partsOf(block: number): Uint8Array[];

  read(block: number): Uint8Array {
    const bytes = new Uint8Array(this.blockBytes);
    this.partsOf(block).forEach((part, i) => {
      bytes.set(part, i * part.length);
    });
    return bytes;
  }

  write(block: number, bytes: Uint8Array): void {
    this.partsOf(block).forEach((part, i) => {
      part.set(bytes.subarray(i * part.length, (i + 1) * part.length));
    });
  }
}

/** Executes checked moves in order. `watch`: tells a hash of what each has moved, as it lies where it came to. */
export function moveBlocks(
  memory: BlockMemory,
  host: HostBlocks,
  moves: readonly KvMove[],
  watch = false,
): MovedBlock[] {
  return moves.flatMap((move) => {
    moveBlock(memory, host, move);
    if (!watch) return [];
    const bytes = move.kind === 'swap-out' ? host.get(move.host) : memory.read(movedTo(move));
    return [{ move, hash: blockHash(bytes) }];
  });
}

function moveBlock(memory: BlockMemory, host: HostBlocks, move: KvMove): void {
  switch (move.kind) {
    case 'zero':
      memory.write(move.block, new Uint8Array(memory.blockBytes));
      return;
    case 'copy':
      memory.write(move.to, memory.read(move.from));
      return;
    case 'swap-out':
      host.put(move.host, memory.read(move.block));
      return;
    case 'swap-in':
      memory.write(move.block, host.get(move.host));
      return;
  }
}

/** Throws RangeError where blocks that are handed over are not an arm's. */
export function checkBlocks(
  blocks: readonly number[],
  pool: number,
  blockBytes: number,
  bytes: readonly Uint8Array[] = [],
): void {
  const outside = blocks.find((block) => !Number.isInteger(block) || block < 0 || block >= pool);
  if (outside !== undefined) throw new RangeError(`KV block ${outside} is outside the pool of ${pool}`);
  const other = bytes.find(({ length }) => length !== blockBytes);
  if (other) throw new RangeError(`a KV block of ${other.length} bytes: this arm's have ${blockBytes}`);
}
