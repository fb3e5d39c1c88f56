import { useCallback } from 'react';
import { powerText } from './axis.ts';
import { Canvas, type Surface } from './canvas.tsx';
import type { GrowthCurve } from './growth-points.ts';

interface GrowthChartProps {
  readonly title: string;
  readonly curve: GrowthCurve;
  /** Indices of the outputs to mark: the first that differs, and the one that is open. */
  readonly first: number;
  readonly open: number | null;
}

const HEIGHT = 150;
const BOX = { left: 44, right: 8, top: 8, bottom: 24 };

/** Relative difference of every output in order, on a log axis: the residual stream as a line, what branches off as rings. */
export function GrowthChart({ title, curve, first, open }: GrowthChartProps) {
  const draw = useCallback(
    (surface: Surface) => drawCurve(surface, curve, first, open),
    [curve, first, open],
  );
  return (
    <div data-chart={title}>
      <Canvas label={title} height={HEIGHT} draw={draw} />
    </div>
  );
}

function drawCurve(surface: Surface, curve: GrowthCurve, first: number, open: number | null): void {
  const { context, width, height, colour } = surface;
  const [ink, muted, line, a] = [colour('--ink'), colour('--muted'), colour('--line'), colour('--a')];
  const x = (share: number) => BOX.left + share * (width - BOX.left - BOX.right);
  const y = (share: number) => BOX.top + share * (height - BOX.top - BOX.bottom);
  const base = height - BOX.bottom;
  drawAxes();
  context.strokeStyle = a;
  context.lineWidth = 1.5;
  for (const run of curve.lines) {
    context.beginPath();
    for (const i of run) context.lineTo(x(curve.points[i].x), y(curve.points[i].y!));
    context.stroke();
  }
  curve.points.forEach((point, i) => {
    const at = { x: x(point.x), y: point.y === null ? base : y(point.y) };
    if (point.y === null) return;
    context.beginPath();
    context.arc(at.x, at.y, point.stream ? 2.5 : 2, 0, 2 * Math.PI);
    context.fillStyle = point.stream ? a : colour('--surface');
    context.strokeStyle = point.stream ? a : muted;
    context.lineWidth = 1;
    context.fill();
    context.stroke();
    if (i === first) triangle(context, at.x, at.y - 4, colour('--fork'));
  });
  if (open !== null) {
    context.strokeStyle = ink;
    context.lineWidth = 1;
    context.setLineDash([2, 2]);
    context.strokeRect(x(curve.points[open].x), BOX.top, 0, base - BOX.top);
    context.setLineDash([]);
  }

  function drawAxes(): void {
    context.font = '11px system-ui, sans-serif';
    context.fillStyle = muted;
    context.textAlign = 'right';
    for (const tick of curve.ticks) {
      context.fillStyle = line;
      context.fillRect(BOX.left, y(tick.y), width - BOX.left - BOX.right, 1);
      context.fillStyle = muted;
      context.fillText(powerText(tick.value), BOX.left - 6, y(tick.y) + 4);
    }
    context.textAlign = 'left';
    const every = Math.max(1, Math.ceil(curve.layers.length / ((width - BOX.left) / 30)));
    for (const { x: share, layer } of curve.layers) {
      context.fillStyle = line;
      context.fillRect(x(share), BOX.top, 1, base - BOX.top + 4);
      context.fillStyle = muted;
      if (layer % every === 0) context.fillText(String(layer), x(share) + 3, height - 6);
    }
    context.textAlign = 'right';
    context.fillText('layer', BOX.left - 6, height - 6);
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number, fill: string): void {
  context.fillStyle = fill;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - 4, y - 7);
  context.lineTo(x + 4, y - 7);
  context.fill();
}
