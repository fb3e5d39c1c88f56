import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bitsOf } from '../../numerics/bits.ts';
import { ulpDistance32 } from '../../numerics/ulp.ts';

/** One element in which two rows differ. */
export interface DifferingElement {
  readonly element: number;
  /** At M = 1. */
  readonly alone: number;
  /** At this M. */
  readonly here: number;
}

/** Row 0's output at one M, against its output at M = 1. */
export interface Point {
  /** M. */
  readonly rows: number;
  /** First 16 hex digits of SHA-256 over the row's f32 bits. */
  readonly hash: string;
  /** That of M = 1. */
  readonly alone: string;
  readonly elements: number;
  /** Elements that differ from M = 1 in any bit. */
  readonly differing: number;
  /** Largest distance from M = 1 in f32 ulp. */
  readonly maxUlp: number;
  readonly first: DifferingElement | null;
  /** Against a replay of the plan on this CPU; null where none was made. */
  readonly check: RowDistance | null;
}

export interface RowDistance {
  readonly differing: number;
  readonly maxUlp: number;
  readonly first: number | null;
}

function rowHash(row: Float32Array): string {
  const { buffer, byteOffset, byteLength } = bitsOf(row);
  return bytesToHex(sha256(new Uint8Array(buffer, byteOffset, byteLength))).slice(0, 16);
}

/** How far two rows of equal length are apart. */
export function rowDistance(a: Float32Array, b: Float32Array): RowDistance {
  const [bitsA, bitsB] = [bitsOf(a), bitsOf(b)];
  let [differing, maxUlp] = [0, 0];
  let first: number | null = null;
  for (let i = 0; i < bitsA.length; i++) {
    if (bitsA[i] === bitsB[i]) continue;
    differing++;
    first ??= i;
    maxUlp = Math.max(maxUlp, ulpDistance32(a[i], b[i]));
  }
  return { differing, maxUlp, first };
}

export function pointOf(
  rows: number,
  row: Float32Array,
  alone: Float32Array,
  check: RowDistance | null,
): Point {
  const { differing, maxUlp, first } = rowDistance(alone, row);
  return {
    ...{ rows, differing, maxUlp, check },
    hash: rowHash(row),
    alone: rowHash(alone),
    elements: row.length,
    first: first === null ? null : { element: first, alone: alone[first], here: row[first] },
  };
}
