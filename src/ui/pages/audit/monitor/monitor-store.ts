import { z } from 'zod';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Thresholds, USUAL_THRESHOLDS } from '../../../../audit/monitor/alarms.ts';
import { SIGNAL_IDS, type SignalId } from '../../../../audit/monitor/signals.ts';
import { kept } from '../../../state/kept.ts';
import { versioned } from '../../../state/kept-format.ts';
import { PLACES } from '../../../state/kept-places.ts';

/** Milliseconds of a run's clock that are looked at together. */
export const WINDOWS = [50, 250, 1000, 5000, 60_000] as const;

/** Whose run is on the dashboard: the page Load's or the lab's own. */
export type MonitoredSource = 'load' | 'lab';

interface MonitorState {
  readonly source: MonitoredSource;
  /** Null: the first that there is. */
  readonly arm: string | null;
  readonly windowMs: number;
  readonly thresholds: Thresholds;
}

const format = versioned(
  z.strictObject({
    windowMs: z.union(WINDOWS.map((each) => z.literal(each))),
    thresholds: z.partialRecord(z.enum(SIGNAL_IDS), z.number().nonnegative()),
  }),
  1,
);
const keptMonitor = kept(PLACES.monitor, format);

const monitorStore = createStore<MonitorState>()(() => {
  const { windowMs = 250, thresholds = USUAL_THRESHOLDS } = keptMonitor.take() ?? {};
  return { source: 'load', arm: null, windowMs, thresholds: thresholds as Thresholds };
});

const { getState, setState } = monitorStore;

export function useMonitor<Slice>(select: (state: MonitorState) => Slice): Slice {
  return useStore(monitorStore, select);
}

export function watchSource(source: MonitoredSource): void {
  setState({ source, arm: null });
}

export function watchArm(arm: string): void {
  setState({ arm });
}

export function setWindow(windowMs: number): void {
  setState({ windowMs });
  keep();
}

/** Null: none. */
export function setThreshold(id: SignalId, limit: number | null): void {
  const { [id]: _, ...others } = getState().thresholds;
  setState({ thresholds: limit === null ? others : { ...others, [id]: limit } });
  keep();
}

export function usualThresholds(): void {
  setState({ thresholds: USUAL_THRESHOLDS });
  keep();
}

function keep(): void {
  const { windowMs, thresholds } = getState();
  keptMonitor.put({ windowMs, thresholds } as Parameters<typeof keptMonitor.put>[0]);
}
