import type { Vector } from './arithmetic.ts';

/** The cache of one layer: (slots, kv_heads, head_dim), paged like the device's. */
export interface CpuCache {
  readonly k: Vector;
  readonly v: Vector;
}
