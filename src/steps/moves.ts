import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * What happens to KV blocks before a step computes anything, in the order of its plan. `block`, `from` and `to` are physical blocks of
 * the arm's pool, `host` is a place for one block in the arm's host memory (`ArmLimits.hostBlocks`). No place of host memory is read in the step that fills it: what a device moves
 * out arrives when the step has ended.
 */
export type KvMove =
  | { readonly kind: 'zero'; readonly block: number }
  /** Copy on write: one of several owners of `from` is about to write into it. */
  | { readonly kind: 'copy'; readonly from: number; readonly to: number }
  | { readonly kind: 'swap-out'; readonly block: number; readonly host: number }
  | { readonly kind: 'swap-in'; readonly host: number; readonly block: number };

/** What an engine says of a move that it was asked to watch: SHA-256 (hex) over the block's bytes of all layers, keys before values. */
export interface MovedBlock {
  readonly move: KvMove;
  readonly hash: string;
}

/** A block's bytes as records name them. */
export function blockHash(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** The block that lies, after a move, where this one was put: a hash of it tells what has come. */
export function movedTo(move: KvMove): number {
  return move.kind === 'copy' ? move.to : move.block;
}

/** Throws RangeError where a move names a block or a place that an arm does not have, or reads one that the same step fills. */
export function checkMoves(
  moves: readonly KvMove[],
  { blocks, hostBlocks = 0 }: { readonly blocks: number; readonly hostBlocks?: number },
): void {
  const filled = new Set<number>();
  for (const move of moves) {
    const refuse = (what: string) => new RangeError(`${move.kind} of a KV block: ${what}`);
    const named = move.kind === 'copy' ? [move.from, move.to] : [move.block];
    const outside = named.find((block) => !isPlace(block, blocks));
    if (outside !== undefined) throw refuse(`block ${outside} is outside the pool of ${blocks}`);
    if (move.kind === 'copy' && move.from === move.to) throw refuse(`block ${move.to} onto itself`);
    if (!('host' in move)) continue;
    if (!isPlace(move.host, hostBlocks))
      throw refuse(`place ${move.host} is outside the host memory of ${hostBlocks} blocks`);
    if (move.kind === 'swap-out') filled.add(move.host);
    else if (filled.has(move.host)) throw refuse(`place ${move.host} is filled by the same step`);
  }
}

function isPlace(place: number, size: number): boolean {
  return Number.isInteger(place) && place >= 0 && place < size;
}
