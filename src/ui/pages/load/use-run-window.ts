import { useMemo, useReducer } from 'react';
import { brought, panned, type TimeWindow, wholeWindow, zoomedAt } from '../../../charts/load-window.ts';

/** How much nearer one press leads. */
const ZOOM = 1.6;

/** Ways to move the window: always the same functions, so that controls are not drawn anew with every move. */
export interface WindowMoves {
  readonly pan: (milliseconds: number) => void;
  /** Around an instant; its middle where none is given. */
  readonly zoom: (by: number, at?: number) => void;
  readonly nearer: () => void;
  readonly farther: () => void;
  readonly showAll: () => void;
  /** Brings a stretch into sight. */
  readonly bring: (from: number, to: number) => void;
}

export interface RunWindow {
  readonly window: TimeWindow;
  /** Whether all of the run is in sight, and stays so as it grows. */
  readonly whole: boolean;
  readonly moves: WindowMoves;
}

/** Null: the whole run. */
type Chosen = TimeWindow | null;
type Move = (now: Chosen, end: number) => Chosen;

/** Which part of a run that reaches to `end` is in sight. Moves add up, however many come between two frames. */
export function useRunWindow(end: number): RunWindow {
  const [chosen, move] = useReducer((now: Chosen, next: Move) => next(now, end), null);
  const moves = useMemo(() => movesBy(move), []);
  const window = useMemo(() => chosen ?? wholeWindow(end), [chosen, end]);
  return { window, whole: chosen === null, moves };
}

function movesBy(move: (next: Move) => void): WindowMoves {
  const zoom = (by: number, at?: number) =>
    move((now, end) => {
      const window = now ?? wholeWindow(end);
      const next = zoomedAt(window, at ?? (window.from + window.to) / 2, by, end);
      return next.to - next.from >= end ? null : next;
    });
  return {
    zoom,
    nearer: () => zoom(ZOOM),
    farther: () => zoom(1 / ZOOM),
    showAll: () => move(() => null),
    pan: (by) => move((now, end) => now && panned(now, by, end)),
    bring: (from, to) => move((now, end) => now && brought(now, from, to, end)),
  };
}
