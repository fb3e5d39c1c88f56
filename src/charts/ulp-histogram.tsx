import { useCallback } from 'react';
import type { UlpHistogram as Histogram } from '../results/ulp-histogram.ts';
import { Canvas, type Surface } from './canvas.tsx';
import { fillStriped } from './patterns.ts';
import { columnsOf, type UlpColumn } from './ulp-columns.ts';

const HEIGHT = 132;
const FOOT = 18;
const HEAD = 16;
/** Between the powers of two and what is none of them. */
const GAP = 14;

/** Distances between two arms' logits: a column for equal bits, one for each power of two, one for changed signs. */
export function UlpHistogram({
  histogram,
  title,
}: {
  readonly histogram: Histogram;
  readonly title: string;
}) {
  const draw = useCallback((surface: Surface) => drawColumns(surface, columnsOf(histogram)), [histogram]);
  return (
    <div data-chart={title}>
      <Canvas label={title} height={HEIGHT} draw={draw} />
    </div>
  );
}

function drawColumns({ context, width, height, colour }: Surface, columns: readonly UlpColumn[]): void {
  const crosses = columns.some(({ kind }) => kind === 'crossing');
  const slot = (width - GAP * (crosses ? 2 : 1)) / columns.length;
  const most = Math.max(1, ...columns.map(({ count }) => count));
  const base = height - FOOT;
  const bar = Math.max(2, slot - 4);
  const [ink, muted, line] = [colour('--ink'), colour('--muted'), colour('--line')];
  const paints = { zero: colour('--same'), bin: colour('--b'), crossing: colour('--fork') };
  const ground = colour('--surface');
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'center';
  // A label only where the one before leaves it room.
  const every = Math.max(1, Math.ceil(34 / slot));
  columns.forEach(({ label, count, kind }, index) => {
    const gaps = { zero: 0, bin: 1, crossing: 2 }[kind];
    const x = index * slot + gaps * GAP + (slot - bar) / 2;
    // What is there is seen, however few.
    const size = count === 0 ? 0 : Math.max(2, (count / most) * (base - HEAD));
    const box = { x, y: base - size, width: bar, height: size };
    context.fillStyle = paints[kind];
    if (kind === 'crossing') fillStriped(context, box, [paints[kind], ground]);
    else context.fillRect(box.x, box.y, box.width, box.height);
    context.fillStyle = line;
    context.fillRect(x - 2, base, slot, 1);
    context.fillStyle = ink;
    const counted = kind !== 'bin' || (count > 0 && slot > 26);
    if (counted) context.fillText(String(count), x + bar / 2, base - size - 4);
    context.fillStyle = muted;
    const named = kind !== 'bin' || (index - 1) % every === 0;
    if (named) context.fillText(label, x + bar / 2, height - 4);
  });
}
