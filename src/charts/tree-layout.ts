import type { SumNode } from '../numerics/sum-tree.ts';

export interface TreeDot {
  readonly x: number;
  readonly y: number;
  /** Rounding committed at the place, as a share of the largest in the tree; 0 to 1. */
  readonly error: number;
  readonly node: SumNode;
}

/** A reduction in shares of its box: lanes at the bottom, the sum at the top. */
export interface TreeLayout {
  readonly dots: readonly TreeDot[];
  readonly edges: readonly { readonly from: TreeDot; readonly to: TreeDot }[];
  /** Lanes in all. */
  readonly leaves: number;
}

/** Places every lane side by side and every sum above what it adds. */
export function treeLayout(root: SumNode): TreeLayout {
  const height = Math.max(1, heightOf(root));
  const leaves = leavesOf(root);
  const most = Math.max(...errorsOf(root), Number.MIN_VALUE);
  const dots: TreeDot[] = [];
  const edges: TreeLayout['edges'][number][] = [];
  let taken = 0;
  place(root);
  return { dots, edges, leaves };

  function place(node: SumNode): TreeDot {
    const below = node.kind === 'lane' ? [] : [place(node.left), place(node.right)];
    const x = below.length === 0 ? (taken++ + 0.5) / leaves : (below[0].x + below[1].x) / 2;
    const dot = { x, y: 1 - heightOf(node) / height, error: Math.abs(node.error) / most, node };
    dots.push(dot);
    for (const child of below) edges.push({ from: dot, to: child });
    return dot;
  }
}

function heightOf(node: SumNode): number {
  return node.kind === 'lane' ? 0 : 1 + Math.max(heightOf(node.left), heightOf(node.right));
}

function leavesOf(node: SumNode): number {
  return node.kind === 'lane' ? 1 : leavesOf(node.left) + leavesOf(node.right);
}

function errorsOf(node: SumNode): number[] {
  const own = Math.abs(node.error);
  return node.kind === 'lane' ? [own] : [own, ...errorsOf(node.left), ...errorsOf(node.right)];
}
