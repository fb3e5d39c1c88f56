import { useCallback, useState } from 'react';
import { brought, panned, type TimeWindow, wholeWindow, zoomedAt } from '../../../charts/load-window.ts';

/** How much nearer one press leads. */
const ZOOM = 1.6;

export interface RunWindow {
  readonly window: TimeWindow;
  /** Whether all of the run is in sight, and stays so as it grows. */
  readonly whole: boolean;
  readonly pan: (milliseconds: number) => void;
  /** Around an instant; its middle where none is given. */
  readonly zoom: (by: number, at?: number) => void;
  readonly nearer: () => void;
  readonly farther: () => void;
  readonly showAll: () => void;
  /** Brings a stretch into sight. */
  readonly bring: (from: number, to: number) => void;
}

/** Which part of a run that reaches to `end` is in sight. */
export function useRunWindow(end: number): RunWindow {
  const [chosen, setChosen] = useState<TimeWindow | null>(null);
  const window = chosen ?? wholeWindow(end);
  const change = (next: TimeWindow) => setChosen(next.to - next.from >= end ? null : next);
  const zoom = (by: number, at = (window.from + window.to) / 2) => change(zoomedAt(window, at, by, end));
  const bring = useCallback(
    (from: number, to: number) => setChosen((now) => now && brought(now, from, to, end)),
    [end],
  );
  return {
    window,
    whole: chosen === null,
    pan: (by) => chosen && setChosen(panned(chosen, by, end)),
    zoom,
    nearer: () => zoom(ZOOM),
    farther: () => zoom(1 / ZOOM),
    showAll: () => setChosen(null),
    bring,
  };
}
