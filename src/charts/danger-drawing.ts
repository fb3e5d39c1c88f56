import {
  linearScale,
  type PowerAxis,
  powerAxis,
  powerScale,
  powerText,
  type Scale,
  wholeTicks,
} from './axis.ts';
import { type DangerPoint, inDanger } from './danger-points.ts';
import { runsOf, type Stretch, stretchesOf } from './danger-stretches.ts';
import type { Surface } from './painter.ts';

/** What the danger line shows, before it is known how wide it is. */
export interface DangerPlot {
  readonly points: readonly DangerPoint[];
  /** Tokens along the axis. */
  readonly length: number;
  readonly axis: PowerAxis;
  readonly stretches: readonly Stretch[];
}

export interface DangerMarks {
  readonly fork: number | null;
  readonly preview: number | null;
  readonly pinned: number | null;
}

const BOX = { left: 44, right: 12, top: 8, bottom: 20 };
const FONT = '11px system-ui, sans-serif';
/** CSS pixels that a label of the token axis takes. */
const LABEL_ROOM = 48;
/** Powers of ten that are labelled, at most. */
const MOST_POWERS = 5;

/** @param comparable tokens with equal contexts, of which those without a point were not measured. */
export function dangerPlot(points: readonly DangerPoint[], length: number, comparable: number): DangerPlot {
  return {
    points,
    length,
    axis: powerAxis(
      points.flatMap(({ margin, perturbation }) => [margin, perturbation]),
      MOST_POWERS,
    ),
    stretches: stretchesOf(points, length, comparable),
  };
}

/** Position whose place is nearest to `x`, in CSS pixels from the left of a picture so wide. */
export function positionAt(x: number, width: number, { length }: DangerPlot): number {
  return Math.min(Math.max(Math.round(tokenScale(width, length).invert(x)), 0), length - 1);
}

function tokenScale(width: number, length: number): Scale {
  return linearScale([0, Math.max(1, length - 1)], [BOX.left, width - BOX.right]);
}

export function drawDanger(surface: Surface, plot: DangerPlot, { fork, preview, pinned }: DangerMarks): void {
  const frame = frameOf(surface, plot);
  surface.context.font = FONT;
  drawStretches(frame, plot);
  drawAxes(frame, plot);
  if (fork !== null) drawRule(frame, fork, { paint: '--fork', line: 2 });
  if (pinned !== null) drawRule(frame, pinned, { paint: '--ink', line: 1.5 });
  if (preview !== null) drawRule(frame, preview, { paint: '--ink', line: 1, dash: [2, 2] });
  drawSeries(frame, plot.points, 'margin', { paint: '--a', line: 1.5 });
  drawSeries(frame, plot.points, 'perturbation', { paint: '--b', line: 1.5, dash: [4, 3] });
  drawPoints(frame, plot.points);
}

/** The picture's places: `x` of a token, `y` of a value, and the foot of the axes. */
interface Frame extends Surface {
  readonly x: (position: number) => number;
  readonly y: (value: number) => number;
  readonly right: number;
  readonly foot: number;
}

interface Stroke {
  readonly paint: '--a' | '--b' | '--fork' | '--ink';
  readonly line: number;
  readonly dash?: readonly number[];
}

function frameOf(surface: Surface, { length, axis }: DangerPlot): Frame {
  const [right, foot] = [surface.width - BOX.right, surface.height - BOX.bottom];
  const [x, y] = [tokenScale(surface.width, length), powerScale(axis, [foot, BOX.top])];
  return { ...surface, ...{ right, foot, x, y } };
}

function drawStretches({ context, x, right: end, foot, colour }: Frame, { stretches }: DangerPlot): void {
  for (const { from, to, kind } of stretches) {
    const [left, right] = [Math.max(BOX.left, x(from - 0.5)), Math.min(end, x(to + 0.5))];
    context.fillStyle = colour(kind === 'replay' ? '--a-wash' : '--sunken');
    context.fillRect(left, BOX.top, right - left, foot - BOX.top);
    if (right - left < context.measureText(kind).width + 8) continue;
    context.fillStyle = colour('--muted');
    context.textAlign = 'center';
    context.fillText(kind, (left + right) / 2, BOX.top + 14);
  }
}

function drawAxes({ context, x, y, right, height, colour }: Frame, { length, axis }: DangerPlot): void {
  context.textAlign = 'right';
  for (const tick of axis.ticks) {
    context.fillStyle = colour('--line');
    context.fillRect(BOX.left, Math.round(y(tick)), right - BOX.left, 1);
    context.fillStyle = colour('--muted');
    context.fillText(tick === axis.zero ? '0' : powerText(tick), BOX.left - 6, y(tick) + 4);
  }
  context.textAlign = 'center';
  for (const tick of wholeTicks(length - 1, (right - BOX.left) / LABEL_ROOM)) {
    context.fillText(String(tick), x(tick), height - 5);
  }
}

function drawRule(frame: Frame, at: number, stroke: Stroke): void {
  const x = frame.x(at);
  drawLine(frame, stroke, [
    [x, BOX.top],
    [x, frame.foot],
  ]);
}

function drawSeries(
  frame: Frame,
  points: readonly DangerPoint[],
  of: 'margin' | 'perturbation',
  stroke: Stroke,
): void {
  const { x, y } = frame;
  for (const run of runsOf(points))
    drawLine(
      frame,
      stroke,
      run.map((point) => [x(point.position), y(point[of])]),
    );
}

function drawLine(
  { context, colour }: Frame,
  { paint, line, dash = [] }: Stroke,
  places: readonly (readonly [x: number, y: number])[],
): void {
  context.strokeStyle = colour(paint);
  context.lineWidth = line;
  context.lineJoin = 'round';
  context.setLineDash([...dash]);
  context.beginPath();
  for (const [x, y] of places) context.lineTo(x, y);
  context.stroke();
}

/** Margins as discs; perturbations as squares, larger and of another colour where a flip was possible. */
function drawPoints({ context, x, y, colour }: Frame, points: readonly DangerPoint[]): void {
  for (const point of points) {
    context.fillStyle = colour('--a');
    context.beginPath();
    context.arc(x(point.position), y(point.margin), 1.5, 0, 2 * Math.PI);
    context.fill();
    const [size, paint] = inDanger(point) ? ([7, '--fork'] as const) : ([3, '--b'] as const);
    context.fillStyle = colour(paint);
    context.fillRect(x(point.position) - size / 2, y(point.perturbation) - size / 2, size, size);
  }
}
