import type { Surface } from './canvas.tsx';
import { paintLane } from './load-lane-paint.ts';
import type { LoadScene } from './load-scene.ts';
import { AXIS, type ClockName, drawTimeAxis, FONT, withinPlot } from './load-time-axis.ts';
import { GUTTER, type TimeWindow } from './load-window.ts';

/** What of the lanes is in sight. */
export interface LanesView {
  readonly window: TimeWindow;
  /** Pixels of a lane, and how many of them the lanes are scrolled up by. */
  readonly lane: number;
  readonly scrolled: number;
  readonly clock: ClockName;
  /** The lane that is looked at; -1: none. */
  readonly chosen: number;
}

/** From this height on a lane has its name beside it. */
const NAMED = 10;
const SIGNS = { probe: '●', clean: '○', noise: '◇' } as const;

/** Lanes in sight of a box so high: from the first to before the last. */
export function lanesInSight(view: Pick<LanesView, 'lane' | 'scrolled'>, height: number, count: number) {
  const from = Math.max(0, Math.floor(view.scrolled / view.lane));
  const to = Math.min(count, Math.ceil((view.scrolled + height - AXIS) / view.lane));
  return { from, to };
}

/** How far lanes can be scrolled. */
export function mostScrolled(lane: number, height: number, count: number): number {
  return Math.max(0, count * lane - (height - AXIS));
}

/** Requests down, time across; only what is in sight is gone through. */
export function drawLanes(surface: Surface, scene: LoadScene, view: LanesView): void {
  const { context, width, height, colour } = surface;
  drawTimeAxis(surface, view.window, view.clock);
  const { from, to } = lanesInSight(view, height, scene.lanes.length);
  const top = (lane: number) => lane * view.lane - view.scrolled + 1;
  withinPlot(surface, () => {
    for (let at = from; at < to; at++) {
      const lane = scene.lanes[at];
      if (lane.role === 'probe' || at === view.chosen) {
        context.fillStyle = colour(lane.role === 'probe' ? '--a-wash' : '--sunken');
        context.fillRect(GUTTER.left, top(at) - 1, width, view.lane);
      }
      paintLane(surface, lane, view.window, { y: top(at), height: view.lane, now: scene.end });
    }
  });
  drawNames(surface, scene, view, from, to, top);
}

function drawNames(
  { context, height, colour }: Surface,
  scene: LoadScene,
  view: LanesView,
  from: number,
  to: number,
  top: (lane: number) => number,
): void {
  context.save();
  context.beginPath();
  context.rect(0, 0, GUTTER.left - 4, height - AXIS);
  context.clip();
  context.textAlign = 'right';
  for (let at = from; at < to; at++) {
    const { id, role } = scene.lanes[at];
    const isProbe = role === 'probe';
    if (!isProbe && at !== view.chosen && view.lane < NAMED) continue;
    context.font = isProbe || at === view.chosen ? `600 ${FONT}` : FONT;
    context.fillStyle = colour(isProbe ? '--a' : at === view.chosen ? '--ink' : '--muted');
    context.fillText(`${id} ${SIGNS[role]}`, GUTTER.left - 8, top(at) + Math.max(view.lane / 2 + 3, 4));
  }
  context.restore();
  context.textAlign = 'left';
}
