import type { Surface } from './canvas.tsx';
import type { ColourVariable } from './colours.ts';
import { FONT } from './load-time-axis.ts';
import { fillStriped } from './patterns.ts';

/** Who holds each physical block in `LoadStep.owners` beside an index of a request. */
export const [NOBODY, CACHE, WEIGHTS] = [-1, -2, -3];

export interface PoolPicture {
  /** (blocks) as in `LoadStep.owners`. */
  readonly owners: readonly number[];
  /** (blocks) as in `LoadStep.holders`; null: none is shared. */
  readonly holders: readonly number[] | null;
  /** Indices of requests that are probes. */
  readonly probes: ReadonlySet<number>;
  /** A request whose blocks stand out; -1: none. */
  readonly chosen: number;
}

/** Tones that requests take in turn; neighbours in order of arrival never share one. */
export const OWNER_TONES: readonly ColourVariable[] = [
  '--owner-1',
  '--owner-2',
  '--owner-3',
  '--owner-4',
  '--owner-5',
  '--owner-6',
  '--owner-7',
];

export function toneOf(owner: number): ColourVariable {
  return OWNER_TONES[owner % OWNER_TONES.length];
}

/** Pixels of a block's cell and blocks of a row, so that all of a pool fit into a box. */
export function poolGrid(blocks: number, width: number, height: number): { cell: number; columns: number } {
  for (let cell = 22; cell > 3; cell--) {
    const columns = Math.max(1, Math.floor(width / cell));
    if (Math.ceil(blocks / columns) * cell <= height) return { cell, columns };
  }
  return { cell: 3, columns: Math.max(1, Math.floor(width / 3)) };
}

/** The block under a point; -1: none. */
export function blockAt(x: number, y: number, blocks: number, width: number, height: number): number {
  const { cell, columns } = poolGrid(blocks, width, height);
  const column = Math.floor(x / cell);
  const block = Math.floor(y / cell) * columns + column;
  return column >= 0 && column < columns && block >= 0 && block < blocks ? block : -1;
}

/**
 * The pool, a cell each block: full in its owner's tone, striped where only the prefix cache has it, empty where it is free, faint where weights take its bytes; a dot
 * where several requests hold it, a frame where the probe does, and the owner's number where there is room.
 */
export function drawPool(surface: Surface, { owners, holders, probes, chosen }: PoolPicture): void {
  const { context, width, height, colour } = surface;
  const { cell, columns } = poolGrid(owners.length, width, height);
  const size = cell - (cell > 6 ? 2 : 1);
  const [line, surfaceColour, ink] = [colour('--line'), colour('--surface'), colour('--ink')];
  owners.forEach((owner, block) => {
    const x = (block % columns) * cell;
    const y = Math.floor(block / columns) * cell;
    if (owner === NOBODY) {
      context.strokeStyle = line;
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      return;
    }
    if (owner === WEIGHTS) {
      context.fillStyle = line;
      context.fillRect(x, y, size, size);
      return;
    }
    if (owner === CACHE) {
      fillStriped(context, { x, y, width: size, height: size }, [colour('--muted'), surfaceColour]);
      return;
    }
    const faint = chosen >= 0 && owner !== chosen;
    context.globalAlpha = faint ? 0.35 : 1;
    context.fillStyle = colour(toneOf(owner));
    context.fillRect(x, y, size, size);
    context.globalAlpha = 1;
    if (size >= 18 && !faint) {
      context.font = `9px ${FONT.split('px ')[1]}`;
      context.textAlign = 'center';
      context.fillStyle = surfaceColour;
      context.fillText(String(owner % 1000), x + size / 2, y + size / 2 + 3);
      context.textAlign = 'left';
    }
    if ((holders?.[block] ?? 1) > 1) sharedMark(context, x, y, size, surfaceColour, ink);
    if (probes.has(owner)) {
      context.strokeStyle = ink;
      context.lineWidth = size > 8 ? 2 : 1;
      context.strokeRect(x + 1, y + 1, size - 2, size - 2);
    }
  });
}

/** A dot with a ring in a corner of its block. */
function sharedMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  ground: string,
  ink: string,
): void {
  const radius = Math.max(1, size / 5);
  context.beginPath();
  context.arc(x + size - radius - 1, y + radius + 1, radius, 0, 2 * Math.PI);
  context.fillStyle = ground;
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.stroke();
}
