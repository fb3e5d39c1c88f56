import { useCallback } from 'react';
import { Canvas, type Surface } from './canvas.tsx';
import { fillStriped } from './patterns.ts';

/** Of one token index: the same bits, the same token from different bits, or past the point where the streams part. */
export type StripKind = 'bits' | 'tokens' | 'apart';

export interface StripMapProps {
  readonly title: string;
  readonly kinds: readonly StripKind[];
  /** Tokens that each side has. */
  readonly lengths: { readonly a: number; readonly b: number };
  readonly fork: number | null;
  /** Indices at which the perturbation reaches the margin. */
  readonly danger: readonly number[];
  readonly preview: number | null;
  readonly pinned: number | null;
}

const HEIGHT = 30;
const BAND = { top: 3, height: 18 };

/** Two streams at a glance: one band as long as they agree, two from the fork on; ticks under it where a flip was possible. */
export function StripMap(props: StripMapProps) {
  const { title, kinds, lengths, fork, danger, preview, pinned } = props;
  const draw = useCallback(
    (surface: Surface) => drawStrip(surface, { title, kinds, lengths, fork, danger, preview, pinned }),
    [title, kinds, lengths, fork, danger, preview, pinned],
  );
  return (
    <div data-chart={title}>
      <Canvas label={title} height={HEIGHT} draw={draw} />
    </div>
  );
}

function drawStrip(surface: Surface, { kinds, lengths, fork, danger, preview, pinned }: StripMapProps): void {
  const { context, width, colour } = surface;
  const cell = width / Math.max(1, kinds.length);
  const { top, height } = BAND;
  const half = (height - 2) / 2;
  const ground = colour('--sunken');
  const [same, muted, a, b] = [colour('--same'), colour('--muted'), colour('--a'), colour('--b')];
  for (const { kind, from, to } of runsOf(kinds)) {
    const across = (until: number) => ({
      x: from * cell,
      width: Math.max(0, Math.min(to, until) - from) * cell,
    });
    if (kind === 'bits') {
      context.fillStyle = same;
      context.fillRect(from * cell, top, (to - from) * cell, height);
    } else if (kind === 'tokens') {
      fillStriped(context, { ...across(to), y: top, height }, [muted, ground]);
    } else {
      const inA = across(lengths.a);
      context.fillStyle = a;
      context.fillRect(inA.x, top, inA.width, half);
      fillStriped(context, { ...across(lengths.b), y: top + half + 2, height: half }, [b, ground]);
    }
  }
  context.fillStyle = colour('--fork');
  if (fork !== null) context.fillRect(fork * cell - 1, 0, 3, top + height + 2);
  for (const at of danger) triangle(context, (at + 0.5) * cell, top + height + 2);
  const ink = colour('--ink');
  if (pinned !== null) frame(surface, pinned * cell, cell, { colour: ink, line: 2 });
  if (preview !== null) frame(surface, preview * cell, cell, { colour: ink, line: 1 });
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 3.5, y + 6);
  context.lineTo(x - 3.5, y + 6);
  context.fill();
}

function frame(
  { context }: Surface,
  x: number,
  width: number,
  { colour, line }: { colour: string; line: number },
): void {
  const { top, height } = BAND;
  context.strokeStyle = colour;
  context.lineWidth = line;
  const wide = Math.max(width, 5);
  context.strokeRect(x + width / 2 - wide / 2, top - 2, wide, height + 4);
}

/** Neighbours of one kind as one stretch. */
export function runsOf(kinds: readonly StripKind[]): { kind: StripKind; from: number; to: number }[] {
  const runs: { kind: StripKind; from: number; to: number }[] = [];
  kinds.forEach((kind, index) => {
    const last = runs.at(-1);
    if (last?.kind === kind) last.to = index + 1;
    else runs.push({ kind, from: index, to: index + 1 });
  });
  return runs;
}
