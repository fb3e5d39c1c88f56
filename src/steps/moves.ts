/**
 * What happens to KV blocks before a step computes anything, in the order of its plan. `block`, `from` and `to` are physical blocks of
 * the arm's pool, `host` is a place for one block in the arm's host memory (`ArmLimits.hostBlocks`).
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
