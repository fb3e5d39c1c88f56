import type { Range, SumOrder } from './plan.ts';

/** Terms that share a scale of the weights. */
const BLOCK = 32;

/** How a product of q8 activations is added up (NUMERICS: q8 activations). */
export interface QuantisedSum {
  /** The terms of one exact integer sum each, in order: a block of 32, or what of it lies in a chunk of the plan. */
  readonly parts: readonly Range[];
  /** The order in which their results, (weight's scale * row's scale) * integer sum, are added: terms are parts here. */
  readonly order: SumOrder;
}

/**
 * A plan's order over blocks instead of terms. Chunks stay where they are, and a block that one cuts gives a part to either side. In a chunk of
 * four lanes parts are added one after the other, from zero, by multiply-add, since a chunk has few; sixteen lanes stay sixteen, part i being
 * lane i mod 16's. Chunk sums are added as the plan adds them.
 */
export function quantisedSum(plan: SumOrder): QuantisedSum {
  const parts: Range[] = [];
  const chunks = plan.chunks.map(({ start, end }): Range => {
    const first = parts.length;
    for (let at = start; at < end; ) {
      const next = Math.min(end, (Math.floor(at / BLOCK) + 1) * BLOCK);
      parts.push({ start: at, end: next });
      at = next;
    }
    return { start: first, end: parts.length };
  });
  const lanes = plan.lanes === 16 ? 16 : 1;
  const { operation, laneTree, chunkTree } = plan;
  return {
    parts,
    order: { operation, terms: parts.length, lanes, laneTree, chunks, ...(chunkTree && { chunkTree }) },
  };
}
