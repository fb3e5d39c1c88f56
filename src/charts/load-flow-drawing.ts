import { linearScale } from './axis.ts';
import type { Surface } from './canvas.tsx';
import { type LoadScene, stepAt } from './load-scene.ts';
import { AXIS, type ClockName, drawTimeAxis, FONT, withinPlot } from './load-time-axis.ts';
import { GUTTER, instantAt, plotWidth, type TimeWindow, xOf } from './load-window.ts';
import { fillAllStriped } from './patterns.ts';

/** Width in pixels of a bar of arrivals. */
const BIN = 8;

export interface FlowView {
  readonly window: TimeWindow;
  readonly clock: ClockName;
}

/** What a run's flow comes to in a window, by bins of time and by pixels. */
export interface Flow {
  /** Arrivals a second in each bin of `BIN` pixels. */
  readonly rates: readonly number[];
  /** Most that waited, and most that ran, at each pixel of the plot; -1 where no step was. */
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

/** Sums a window up: each step and each arrival in sight is looked at once. */
export function flowOf(scene: LoadScene, window: TimeWindow, width: number): Flow {
  const pixels = Math.ceil(plotWidth(width));
  const bins = Math.ceil(pixels / BIN);
  const seconds = ((window.to - window.from) / pixels) * BIN * 0.001;
  const rates = new Array<number>(bins).fill(0);
  for (const { arrived } of scene.lanes) {
    const at = Math.floor((xOf(arrived, window, width) - GUTTER.left) / BIN);
    if (at >= 0 && at < bins) rates[at] += 1 / seconds;
  }
  const waiting = new Array<number>(pixels).fill(-1);
  const running = new Array<number>(pixels).fill(-1);
  for (let i = Math.max(0, stepAt(scene.steps, window.from)); i < scene.steps.length; i++) {
    const step = scene.steps[i];
    if (step.at > window.to) break;
    const first = Math.max(0, Math.floor(xOf(step.at, window, width) - GUTTER.left));
    const last = Math.min(
      pixels - 1,
      Math.ceil(xOf(step.at + step.milliseconds, window, width) - GUTTER.left),
    );
    for (let x = first; x <= last; x++) {
      waiting[x] = Math.max(waiting[x], step.waiting);
      running[x] = Math.max(running[x], step.slices.length);
    }
  }
  return { rates, waiting, running };
}

/** Above: requests that wait (striped) and run (line). Below: arrivals a second. */
export function drawFlow(surface: Surface, scene: LoadScene, view: FlowView): void {
  const { context, width, height, colour } = surface;
  drawTimeAxis(surface, view.window, view.clock);
  const flow = flowOf(scene, view.window, width);
  const base = height - AXIS;
  const split = Math.round(base * 0.62);
  const most = Math.max(1, ...flow.waiting, ...flow.running);
  const y = linearScale([0, most], [split - 2, 12]);
  withinPlot(surface, () => {
    const waiting = stretches(flow.waiting).filter(({ value }) => value > 0);
    fillAllStriped(
      context,
      waiting.map(({ from, to, value }) => ({
        ...{ x: GUTTER.left + from, y: y(value), width: to - from, height: split - 2 - y(value) },
      })),
      [colour('--muted'), colour('--sunken')],
    );
    context.fillStyle = colour('--ink');
    for (const { from, to, value } of stretches(flow.running)) {
      if (value >= 0) context.fillRect(GUTTER.left + from, y(value) - 0.75, to - from, 1.5);
    }
    const fastest = Math.max(1e-9, ...flow.rates);
    context.fillStyle = colour('--muted');
    flow.rates.forEach((rate, at) => {
      const high = (rate / fastest) * (base - split - 12);
      if (rate > 0) context.fillRect(GUTTER.left + at * BIN, base - high, BIN - 1, high);
    });
  });
  drawFlowNames(surface, most, Math.max(0, ...flow.rates), split);
}

function drawFlowNames(
  { context, width, height, colour }: Surface,
  most: number,
  fastest: number,
  split: number,
): void {
  const base = height - AXIS;
  context.font = FONT;
  context.textAlign = 'right';
  const x = GUTTER.left - 6;
  context.fillStyle = colour('--muted');
  context.fillText(`${most}`, x, 16);
  context.fillText('wait ▨  run ―', x, split / 2 + 8);
  context.fillText('0', x, split);
  context.fillText(`${Number(fastest.toPrecision(3))} /s`, x, split + 20);
  context.fillText('arrivals ▮', x, base - 2);
  context.textAlign = 'left';
  context.fillStyle = colour('--line');
  context.fillRect(GUTTER.left, split, plotWidth(width), 1);
}

/** Neighbouring pixels of one value as one stretch. */
export function stretches(values: readonly number[]): { from: number; to: number; value: number }[] {
  const found: { from: number; to: number; value: number }[] = [];
  values.forEach((value, at) => {
    const last = found.at(-1);
    if (last?.value === value) last.to = at + 1;
    else found.push({ from: at, to: at + 1, value });
  });
  return found;
}

/** The step under a pixel of any chart over time; -1: none. */
export function stepUnder(scene: LoadScene, x: number, window: TimeWindow, width: number): number {
  return stepAt(scene.steps, instantAt(x, window, width));
}
