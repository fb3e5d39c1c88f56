import { f32Bits } from '../../numerics/bits.ts';
import { replaySum } from '../../numerics/replay.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { type SharedPart, sharedSum } from '../../numerics/shared-sum.ts';
import { productTerms } from '../points/element-tree.ts';
import { MOST_WORKERS } from './shared-place.ts';

/** The orders that are set side by side, and what each does with a number of workers. */
const SHARED_ORDERS = [
  {
    set: 'tree',
    name: 'tree',
    says: 'one tree over K; each worker adds subtrees of it, and the rest of the tree adds those',
  },
  {
    set: 'invariant',
    name: 'invariant',
    says: 'each worker adds its share of K in chunks that follow from the share, in index order; then worker by worker',
  },
  {
    set: 'pinned',
    name: 'split by workers',
    says: 'each worker adds its share of K in one run; then worker by worker',
  },
] as const satisfies readonly { readonly set: KernelSet; readonly name: string; readonly says: string }[];
export type SharedOrder = (typeof SHARED_ORDERS)[number];

/** One order's sum for a number of workers. */
export interface SumOfWorkers {
  readonly workers: number;
  readonly value: number;
  readonly bits: number;
  /** Which of the order's distinct sums it is, from 0 in the order in which they come up. */
  readonly result: number;
  /** Sums that are handed on, all workers together. */
  readonly handed: number;
}

/** An output's terms, as the workbench computes it, added by every order for 1 to 16 workers; multiply and add round apart. */
export interface SharedSums {
  readonly order: SharedOrder;
  /** For 1, 2, ... workers. */
  readonly sums: readonly SumOfWorkers[];
}

export function sharedSums(terms: number, column: number): SharedSums[] {
  const { w, x } = productTerms(terms, 'bf16', column);
  const sumOf = ({ terms: { start }, plan }: SharedPart) => replaySum(plan, 'unfused', w, start, x, start);
  return SHARED_ORDERS.map((order) => {
    const results: number[] = [];
    const sums = Array.from({ length: MOST_WORKERS }, (_, i) => {
      const workers = i + 1;
      const { parts, join } = sharedSum(order.set, shapeOf(terms), workers);
      const value = join(parts.map(sumOf), (a, b) => Math.fround(a + b));
      const bits = f32Bits(value);
      if (!results.includes(bits)) results.push(bits);
      return { workers, value, bits, result: results.indexOf(bits), handed: parts.length };
    });
    return { order, sums };
  });
}

/** Nothing but K says how these sets cut a sum. */
export function shapeOf(terms: number) {
  return { rows: 1, terms, columns: 1, parallelism: 1 };
}
