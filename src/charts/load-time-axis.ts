import { linearScale } from './axis.ts';
import type { Surface } from './canvas.tsx';
import { GUTTER, plotWidth, type TimeWindow, timeText, xOf } from './load-window.ts';

export const FONT = '11px system-ui, sans-serif';
/** Pixels that the axis takes below a chart. */
export const AXIS = 18;

/** Which clock the milliseconds are of. */
export type ClockName = 'virtual' | 'real';

/** Grid lines and their times below a chart of a run, and which clock they are of. */
export function drawTimeAxis(
  { context, width, height, colour }: Surface,
  window: TimeWindow,
  clock: ClockName,
): void {
  const base = height - AXIS;
  context.font = FONT;
  context.textAlign = 'left';
  context.fillStyle = colour('--muted');
  context.fillText(`${clock} clock`, 0, height - 5);
  const ticks = linearScale([window.from, window.to], [0, 1]).ticks(Math.max(2, plotWidth(width) / 110));
  context.textAlign = 'center';
  for (const tick of ticks) {
    const x = Math.round(xOf(tick, window, width));
    context.fillStyle = colour('--line');
    context.fillRect(x, 0, 1, base + 3);
    if (x < GUTTER.left + 6 && tick > 0) continue;
    context.fillStyle = colour('--muted');
    context.fillText(timeText(tick), Math.min(x, width - 24), height - 5);
  }
  context.textAlign = 'left';
}

/** Restricts what is drawn to the plot, right of the names. */
export function withinPlot({ context, width, height }: Surface, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(GUTTER.left, 0, plotWidth(width), height - AXIS);
  context.clip();
  draw();
  context.restore();
}
