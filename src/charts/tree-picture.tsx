import { useCallback, useMemo } from 'react';
import type { SumNode } from '../numerics/sum-tree.ts';
import { Canvas, type Surface } from './canvas.tsx';
import { type TreeLayout, treeLayout } from './tree-layout.ts';

interface TreePictureProps {
  readonly label: string;
  readonly root: SumNode;
  readonly side: 'a' | 'b';
}

const HEIGHT = 120;
const PAD = 8;

/** A reduction as a tree of lanes, chunks and their sums; the larger a dot, the larger the rounding committed there. */
export function TreePicture({ label, root, side }: TreePictureProps) {
  const layout = useMemo(() => treeLayout(root), [root]);
  const draw = useCallback((surface: Surface) => drawTree(surface, layout, side), [layout, side]);
  return <Canvas label={label} height={HEIGHT} draw={draw} />;
}

function drawTree({ context, width, height, colour }: Surface, layout: TreeLayout, side: 'a' | 'b'): void {
  const x = (share: number) => PAD + share * (width - 2 * PAD);
  const y = (share: number) => PAD + share * (height - 2 * PAD);
  const [muted, ground, paint] = [colour('--muted'), colour('--surface'), colour(`--${side}`)];
  context.lineWidth = layout.leaves > 64 ? 0.5 : 1;
  context.strokeStyle = muted;
  context.beginPath();
  for (const { from, to } of layout.edges) {
    context.moveTo(x(from.x), y(from.y));
    context.lineTo(x(to.x), y(to.y));
  }
  context.stroke();
  const least = layout.leaves > 64 ? 0.5 : 1.5;
  for (const dot of layout.dots) {
    context.beginPath();
    context.arc(x(dot.x), y(dot.y), least + 4 * dot.error, 0, 2 * Math.PI);
    // Sums of chunks are rings, sums and lanes within a chunk are filled.
    context.fillStyle = dot.node.kind === 'chunks' ? ground : paint;
    context.strokeStyle = paint;
    context.fill();
    context.stroke();
  }
}
