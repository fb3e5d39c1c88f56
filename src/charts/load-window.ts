/** A stretch of the run's clock that a chart shows, in milliseconds. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Room left of every chart of a run for names and numbers, so that they share one time axis, and right of it. */
export const GUTTER = { left: 92, right: 10 } as const;

/** The shortest stretch that can be zoomed to, in milliseconds. */
const SHORTEST = 2;

/** Pixels from the chart's left edge at which an instant lies. */
export function xOf(at: number, { from, to }: TimeWindow, width: number): number {
  return GUTTER.left + ((at - from) / (to - from)) * plotWidth(width);
}

/** The instant at a pixel, the way back. */
export function instantAt(x: number, { from, to }: TimeWindow, width: number): number {
  return from + ((x - GUTTER.left) / plotWidth(width)) * (to - from);
}

export function plotWidth(width: number): number {
  return Math.max(1, width - GUTTER.left - GUTTER.right);
}

/** All of a run that reaches to `end`. */
export function wholeWindow(end: number): TimeWindow {
  return { from: 0, to: Math.max(end, SHORTEST) };
}

/** The window shifted by milliseconds, kept within the run. */
export function panned({ from, to }: TimeWindow, by: number, end: number): TimeWindow {
  const length = to - from;
  const start = Math.max(0, Math.min(from + by, end - length));
  return { from: start, to: start + length };
}

/** The window `by` times as near around an instant, which stays where it is on screen; at most the whole run. */
export function zoomedAt({ from, to }: TimeWindow, at: number, by: number, end: number): TimeWindow {
  const length = Math.min(Math.max((to - from) / by, SHORTEST), Math.max(end, SHORTEST));
  const share = (at - from) / (to - from);
  const start = Math.max(0, Math.min(at - share * length, Math.max(end, SHORTEST) - length));
  return { from: start, to: start + length };
}

/** The window moved as little as brings a stretch into sight. */
export function brought(window: TimeWindow, from: number, to: number, end: number): TimeWindow {
  const edge = (window.to - window.from) * 0.05;
  if (from < window.from + edge) return panned(window, from - edge - window.from, end);
  if (to > window.to - edge) return panned(window, to + edge - window.to, end);
  return window;
}

/** `250 ms`, `1.25 s`, `2 min 5 s`: an instant or a duration of the run's clock. */
export function timeText(milliseconds: number): string {
  if (milliseconds < 1000) return `${trimmed(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${trimmed(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}
