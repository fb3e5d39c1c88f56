import { SIGNALS, type Signal, type SignalId } from './signals.ts';
import type { Window } from './windows.ts';

/** A limit for each signal that has one. */
export type Thresholds = Readonly<Partial<Record<SignalId, number>>>;

/** Those that are set unless a visitor says otherwise. */
export const USUAL_THRESHOLDS: Thresholds = Object.fromEntries(
  SIGNALS.flatMap(({ id, usual }) => (usual === null ? [] : [[id, usual]])),
);

/** A signal that crossed its limit, from the first window in which it did to the last one in a row. */
export interface Alarm {
  readonly signal: SignalId;
  readonly limit: number;
  /** Milliseconds of the run's clock: the first window's start, and the last one's end. */
  readonly from: number;
  readonly until: number;
  /** Furthest from the limit. */
  readonly worst: number;
  readonly windows: number;
  /** No window after it has said otherwise. */
  readonly on: boolean;
}

/**
 * Every crossing of every limit, by when it began. A window that says nothing of a signal neither raises an alarm nor ends one. Pure: the
 * same windows and limits give the same alarms, so that a visitor who moves a limit sees what it would have said.
 */
export function alarmsOf(windows: readonly Window[], thresholds: Thresholds): Alarm[] {
  return SIGNALS.flatMap((signal) => {
    const limit = thresholds[signal.id];
    return limit === undefined ? [] : crossings(windows, signal, limit);
  }).sort((a, b) => a.from - b.from);
}

function isBeyond({ side }: Pick<Signal, 'side'>, value: number, limit: number): boolean {
  return side === 'above' ? value > limit : value < limit;
}

function crossings(windows: readonly Window[], signal: Signal, limit: number): Alarm[] {
  const alarms: Alarm[] = [];
  let open = false;
  for (const window of windows) {
    const value = signal.of(window);
    if (value === null) continue;
    const until = window.start + window.milliseconds;
    const last = alarms.length - 1;
    if (!isBeyond(signal, value, limit)) {
      if (open) alarms[last] = { ...alarms[last], on: false };
      open = false;
    } else if (open) {
      const before = alarms[last];
      const worst = isBeyond(signal, value, before.worst) ? value : before.worst;
      alarms[last] = { ...before, until, worst, windows: before.windows + 1 };
    } else {
      const from = window.start;
      alarms.push({ signal: signal.id, limit, from, until, worst: value, windows: 1, on: true });
      open = true;
    }
  }
  return alarms;
}
