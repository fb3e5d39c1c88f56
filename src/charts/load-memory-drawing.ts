import type { Surface } from './canvas.tsx';
import { stretches } from './load-flow-drawing.ts';
import { type LoadScene, stepAt } from './load-scene.ts';
import { AXIS, type ClockName, drawTimeAxis, FONT, withinPlot } from './load-time-axis.ts';
import { GUTTER, plotWidth, type TimeWindow, xOf } from './load-window.ts';
import { fillAllStriped } from './patterns.ts';

export interface MemoryView {
  readonly window: TimeWindow;
  readonly clock: ClockName;
}

/** Blocks of the pool over time: what requests hold, full; what only the prefix cache holds, striped above it; free, empty. */
export function drawMemory(surface: Surface, scene: LoadScene, view: MemoryView): void {
  const { context, width, height, colour } = surface;
  drawTimeAxis(surface, view.window, view.clock);
  const base = height - AXIS;
  const pool = poolSize(scene);
  const { held, cached } = occupancy(scene, view.window, width);
  const high = (blocks: number) => (blocks / Math.max(1, pool)) * (base - 4);
  withinPlot(surface, () => {
    const withCache = stretches(cached).filter(({ value }) => value > 0);
    fillAllStriped(
      context,
      withCache.map(({ from, to, value }) => ({
        ...{ x: GUTTER.left + from, y: base - high(value), width: to - from, height: high(value) },
      })),
      [colour('--muted'), colour('--surface')],
    );
    context.fillStyle = colour('--owner-1');
    for (const { from, to, value } of stretches(held))
      if (value > 0) context.fillRect(GUTTER.left + from, base - high(value), to - from, high(value));
    context.fillStyle = colour('--line');
    context.fillRect(GUTTER.left, 3, plotWidth(width), 1);
  });
  context.font = FONT;
  context.textAlign = 'right';
  context.fillStyle = colour('--muted');
  context.fillText(`${pool} blocks`, GUTTER.left - 6, 12);
  context.fillText('held ▮', GUTTER.left - 6, base - 14);
  context.fillText('cached ▨', GUTTER.left - 6, base - 1);
  context.textAlign = 'left';
}

/** Blocks of the pool; 0 before the first step. */
export function poolSize({ steps }: LoadScene): number {
  const last = steps.at(-1);
  return last ? last.blocks.held + last.blocks.cached + last.blocks.free : 0;
}

/** Most blocks held, and held or cached, at each pixel of the plot. */
function occupancy(
  scene: LoadScene,
  window: TimeWindow,
  width: number,
): { held: number[]; cached: number[] } {
  const pixels = Math.ceil(plotWidth(width));
  const held = new Array<number>(pixels).fill(0);
  const cached = new Array<number>(pixels).fill(0);
  for (let i = Math.max(0, stepAt(scene.steps, window.from)); i < scene.steps.length; i++) {
    const { at, milliseconds, blocks } = scene.steps[i];
    if (at > window.to) break;
    const first = Math.max(0, Math.floor(xOf(at, window, width) - GUTTER.left));
    const last = Math.min(pixels - 1, Math.ceil(xOf(at + milliseconds, window, width) - GUTTER.left));
    for (let x = first; x <= last; x++) {
      held[x] = Math.max(held[x], blocks.held);
      cached[x] = Math.max(cached[x], blocks.held + blocks.cached);
    }
  }
  return { held, cached };
}
