import type { Surface } from './canvas.tsx';
import { firstSpanAfter, type Lane, type LaneSpan, type LaneState } from './load-scene.ts';
import { GUTTER, type TimeWindow, xOf } from './load-window.ts';
import { fillDotted, fillStriped } from './patterns.ts';

/** Where a lane lies on the canvas, and up to which instant of the clock it is drawn. */
export interface LanePlace {
  readonly y: number;
  readonly height: number;
  readonly now: number;
}

/** Spans that fall on one pixel are drawn as the strongest of them: work hides no preemption. */
const WEIGHT: Readonly<Record<LaneState, number>> = {
  waiting: 0,
  held: 1,
  decode: 2,
  prefill: 3,
  preempted: 4,
  swapped: 5,
};

/** Of a lane, in pixels. */
interface Stretch {
  state: LaneState;
  readonly x: number;
  end: number;
}

/** What of a lane is in sight. Shapes tell the states apart as well as colours: lines, full, half and striped bars. */
export function paintLane(surface: Surface, lane: Lane, window: TimeWindow, place: LanePlace): void {
  const { width } = surface;
  const until = lane.ended ?? place.now;
  if (until < window.from || lane.arrived > window.to) return;
  const { spans } = lane;
  let pending: Stretch | null = null;
  for (let i = firstSpanAfter(spans, window.from); i <= spans.length; i++) {
    const span = i < spans.length ? spans[i] : tailOf(lane, until);
    if (!span || span.from > window.to) break;
    const x = Math.max(GUTTER.left, xOf(span.from, window, width));
    const end = Math.min(width - GUTTER.right, xOf(span.to, window, width));
    if (pending && end - pending.x < 1) {
      if (WEIGHT[span.state] > WEIGHT[pending.state]) pending.state = span.state;
      pending.end = end;
    } else {
      if (pending) paintSpan(surface, lane, pending, place);
      pending = { state: span.state, x, end };
    }
  }
  if (pending) paintSpan(surface, lane, pending, place);
  if (lane.ended !== null && lane.ended <= window.to) paintEnd(surface, lane, window, place);
}

/** What it does since its last span; null where nothing lies between that and its end. */
function tailOf(lane: Lane, until: number): LaneSpan | null {
  const from = lane.spans.at(-1)?.to ?? lane.arrived;
  return until > from ? { state: lane.idle, from, to: until } : null;
}

function paintSpan(
  { context, colour }: Surface,
  lane: Lane,
  { state, x, end }: Stretch,
  { y, height }: LanePlace,
): void {
  const width = Math.max(1, end - x);
  const bar = Math.max(1, height - (height > 4 ? 2 : 1));
  const middle = Math.round(y + bar / 2);
  switch (state) {
    case 'waiting':
      fillDotted(context, { x, y: middle, width: end - x }, colour('--muted'));
      return;
    case 'held':
      context.fillStyle = colour('--muted');
      context.fillRect(x, middle, width, 1);
      return;
    case 'prefill':
      context.fillStyle = colour('--ink');
      context.fillRect(x, y, width, bar);
      return;
    case 'decode':
      context.fillStyle = colour(DECODE[lane.role]);
      if (lane.role === 'noise') context.fillRect(x, y + bar / 4, width, Math.max(1, bar / 2));
      else context.fillRect(x, y, width, bar);
      return;
    case 'preempted':
      context.strokeStyle = colour('--fork');
      context.lineWidth = 1;
      if (bar < 4 || width < 3) {
        context.fillStyle = colour('--fork');
        context.fillRect(x, y, width, bar);
      } else context.strokeRect(x + 0.5, y + 0.5, width - 1, bar - 1);
      return;
    case 'swapped':
      fillStriped(context, { x, y, width, height: bar }, [colour('--fork'), colour('--surface')]);
  }
}

/** Noise is a half bar as well, and names have a sign: colour only repeats who it is. */
const DECODE = { probe: '--a', clean: '--same', noise: '--b' } as const;

/** Done is a tick; refused and failed are crosses, at the end of what there was. */
function paintEnd(
  { context, width, colour }: Surface,
  lane: Lane,
  window: TimeWindow,
  place: LanePlace,
): void {
  const x = xOf(lane.ended!, window, width);
  if (x < GUTTER.left || lane.outcome === 'unfinished') return;
  const bar = Math.max(1, place.height - 2);
  if (lane.outcome === 'done') {
    context.fillStyle = colour('--ink');
    context.fillRect(x - 0.5, place.y, 1, bar);
    return;
  }
  const arm = Math.min(4, Math.max(2, bar / 2));
  const middle = place.y + bar / 2;
  context.strokeStyle = colour('--fork');
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - arm, middle - arm);
  context.lineTo(x + arm, middle + arm);
  context.moveTo(x - arm, middle + arm);
  context.lineTo(x + arm, middle - arm);
  context.stroke();
}
