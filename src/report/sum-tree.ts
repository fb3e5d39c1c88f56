import type { SumPlan } from '../numerics/plan.ts';
import type { LaneNode, SumNode } from '../numerics/sum-tree.ts';
import { trueMinus } from '../numerics/true-minus.ts';

/** A rounding error: 0, or its sign and two digits. */
export function errorText(error: number): string {
  if (error === 0) return 'exact';
  return trueMinus(`${error < 0 ? '' : '+'}${error.toExponential(1)}`);
}

/** What a place of a reduction adds up, in words. */
export function nodeWords(node: SumNode, plan: SumPlan): string {
  if (node.kind === 'chunks') return `chunks ${firstChunkOf(node)} to ${chunkOf(node)}`;
  const lanes = lanesOf(node);
  if (lanes.length === plan.lanes) return chunkWords(plan, chunkOf(node));
  if (lanes.length <= 4)
    return `${lanes.length === 1 ? 'lane' : 'lanes'} ${lanes.map(({ lane }) => lane).join(', ')}`;
  return `${lanes.length} lanes`;
}

function chunkWords({ chunks, lanes }: SumPlan, chunk: number): string {
  const { start, end } = chunks[chunk];
  return `chunk ${chunk}: k ${start} to ${end - 1}, ${lanes} lanes`;
}

/** The last chunk that a place takes in. */
function chunkOf(node: SumNode): number {
  return node.kind === 'lane' ? node.chunk : chunkOf(node.right);
}

function firstChunkOf(node: SumNode): number {
  return node.kind === 'lane' ? node.chunk : firstChunkOf(node.left);
}

function lanesOf(node: SumNode): LaneNode[] {
  return node.kind === 'lane' ? [node] : [...lanesOf(node.left), ...lanesOf(node.right)];
}
