import { useEffect, useState } from 'react';
import { Canaries } from '../../../../audit/monitor/canaries.ts';
import { LoadMonitor } from '../../../../audit/monitor/load-monitor.ts';
import { canonicalExperiment } from '../../../../experiment/canonical.ts';
import type { Experiment } from '../../../../experiment/schema.ts';
import { labStore } from '../../../state/lab-store.ts';
import { loadStore } from '../../load/load-store.ts';
import { LabFollower } from './follow-lab.ts';
import { LoadFollower } from './follow-load.ts';
import type { MonitoredSource } from './monitor-store.ts';

/** Figures change so often at most: nobody reads them faster, and a run is not to wait for its picture. */
const EVERY_MS = 250;

/** What is monitored now: a monitor that grows in place, in an object that is another one each time it did. */
export interface Monitored {
  readonly monitor: LoadMonitor;
  /** Milliseconds since 1970 when counting began. */
  readonly since: number;
  /** Null where there is no run. */
  readonly experiment: Experiment | null;
}

/** One run that is counted from its beginning. */
interface Followed {
  readonly monitor: LoadMonitor;
  /** Whether the source still shows it. */
  isShown(): boolean;
  follow(): void;
}

/** Canaries of a visit: the same experiment again gives the same bits, or something changed. */
interface Memory {
  /** With the run that is followed now, and without: it is counted again in other windows. */
  seen: Canaries;
  before: Canaries;
  run: unknown;
}

const memories: Readonly<Record<MonitoredSource, Memory>> = {
  load: { seen: new Canaries(), before: new Canaries(), run: null },
  lab: { seen: new Canaries(), before: new Canaries(), run: null },
};

/** Counts the run of a source while somebody looks: nothing is attached to it, and nothing is counted otherwise. */
export function useMonitored(source: MonitoredSource, windowMs: number): Monitored | null {
  const [shown, setShown] = useState<Monitored | null>(null);
  useEffect(() => {
    let followed: Followed | null = null;
    let since = Date.now();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const take = () => {
      timer = null;
      if (!followed?.isShown()) {
        followed = source === 'load' ? followLoad(windowMs) : followLab(windowMs);
        since = Date.now();
      }
      followed.follow();
      setShown({ monitor: followed.monitor, since, experiment: experimentOf(source) });
    };
    take();
    const stop = (source === 'load' ? loadStore : labStore).subscribe(() => {
      timer ??= setTimeout(take, EVERY_MS);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [source, windowMs]);
  return shown;
}

function experimentOf(source: MonitoredSource): Experiment | null {
  return source === 'load' ? loadStore.getState().ran : labStore.getState().view.experiment;
}

function followLoad(windowMs: number): Followed {
  const { runs } = loadStore.getState();
  const follower = new LoadFollower();
  const monitor = monitorOf('load', windowMs, runs);
  return {
    monitor,
    isShown: () => loadStore.getState().runs === runs,
    follow: () => follower.follow(loadStore.getState().views, monitor),
  };
}

function followLab(windowMs: number): Followed {
  const follower = new LabFollower();
  const view = () => labStore.getState().view;
  const monitor = monitorOf('lab', windowMs, view().record ?? view().steps);
  return {
    monitor,
    isShown: () => follower.isOf(view()),
    follow: () => follower.follow(view(), monitor),
  };
}

/** `run`: tells two runs of a source apart. */
function monitorOf(source: MonitoredSource, windowMs: number, run: unknown): LoadMonitor {
  const memory = memories[source];
  if (memory.run !== run) memory.before = memory.seen;
  memory.run = run;
  memory.seen = memory.before.copy();
  const experiment = experimentOf(source);
  const scope = experiment ? canonicalExperiment(experiment) : '';
  return new LoadMonitor({ windowMs, watch: { canaries: memory.seen, scope } });
}
