import { matmulPlan } from '../../../../../numerics/matmul-plan.ts';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';

/** nano's product out of its MLP, and workgroups to keep busy. */
const PRODUCT = { terms: 256, columns: 128, parallelism: 64 };
export const MOST_DRAFTED = 8;

/** By the number of drafted tokens, from none: which order a row's sum has, as letters in the order in which they come. */
export function ordersByDrafts(set: KernelSet): string[] {
  const orders = Array.from({ length: MOST_DRAFTED + 1 }, (_, drafted) =>
    JSON.stringify(matmulPlan(set, { ...PRODUCT, rows: drafted + 1 })),
  );
  const distinct = [...new Set(orders)];
  return orders.map((order) => String.fromCharCode(65 + distinct.indexOf(order)));
}
