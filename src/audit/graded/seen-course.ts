import { createRandom, type Random } from '../../experiment/random.ts';
import { mixedSeed } from '../../experiment/traffic/variates.ts';
import { distributionOf } from '../../results/load/distribution.ts';
import type { Distribution } from '../../results/load/load-record.ts';
import {
  type Course,
  simulateCourse,
  type TrackedDay,
  type TrackerPlan,
} from '../../studies/tracker/course.ts';
import type { TrackedSource } from '../../studies/tracker/tracked-source.ts';
import { TrackerTests } from '../../studies/tracker/tracker-tests.ts';
import type { Drawer } from './draw.ts';
import { COLUMNS, type Column, type DriftFigures, driftFigures, referenceColumn } from './drift-figures.ts';
import type { AlarmsPlan } from './plan.ts';
import type { SeenRequest } from './traffic.ts';

/** What detectors see of a day. */
export interface SeenDay {
  readonly drift: Readonly<Record<Column, DriftFigures>>;
  readonly latency: Distribution;
  /** Most of the pool that was ever held. */
  readonly occupancy: number;
  /** Of the probes, those with other bits than what they gave first, and than alone; null where none was looked at. */
  readonly changed: number;
  readonly diverged: number | null;
  /** A tracker's tasks: a fresh sample, and the same as ever. */
  readonly fresh: TrackedDay;
  readonly same: TrackedDay;
}

/** Days with what they are compared with. */
export interface SeenCourse {
  readonly latency: Distribution;
  readonly fresh: Course;
  readonly same: Course;
  readonly tests: TrackerTests;
  readonly days: readonly SeenDay[];
}

/** Where a fault's courses come from. */
export interface CourseSource {
  readonly before: Drawer;
  /** Of the first stage, the second, ... */
  readonly stages: readonly Drawer[];
  readonly tracked: TrackedSource;
}

/** A tracker asks as the published one does, whatever the traffic. */
const TRACKED_A_DAY = 50;
const TRACKED_BASELINE = 1000;

/** The stage of a fault on its `day`-th day, from 1. */
export function stageOn(day: number, stages: number, { leakDays }: Pick<AlarmsPlan, 'leakDays'>): number {
  return Math.min(stages - 1, Math.floor(((day - 1) * stages) / leakDays));
}

export function trackerPlan({ days, faultDay, seed }: AlarmsPlan, tasks: 'same' | 'fresh'): TrackerPlan {
  const baseline = { kind: 'runs', runs: TRACKED_BASELINE } as const;
  return { perDay: TRACKED_A_DAY, days, faultDay, tasks, baseline, seed };
}

/** Tests of trackers, which remember what they computed: for all courses of a plan. */
export function trackerTests(plan: AlarmsPlan): TrackerTests {
  return new TrackerTests(trackerPlan(plan, 'fresh'));
}

/** The `index`-th course: it follows from source, plan and index alone. */
export function drawCourse(
  source: CourseSource,
  plan: AlarmsPlan,
  index: number,
  tests: TrackerTests,
): SeenCourse {
  const random = createRandom(mixedSeed(plan.seed, index));
  const reference = source.before.requests(plan.perDay * plan.referenceDays, random);
  const columns = COLUMNS.map((name) => [name, referenceColumn(valuesOf(reference, name))] as const);
  const fresh = simulateCourse(source.tracked, trackerPlan(plan, 'fresh'), index);
  const same = simulateCourse(source.tracked, trackerPlan(plan, 'same'), index);
  const days = fresh.days.map((freshDay, i): SeenDay => {
    const drawer = drawerOn(i + 1, source, plan);
    const requests = drawer.requests(plan.perDay, random);
    const drift = columns.map(([name, column]) => [name, driftFigures(column, valuesOf(requests, name))]);
    return {
      drift: Object.fromEntries(drift) as Record<Column, DriftFigures>,
      latency: distributionOf(valuesOf(requests, 'latency'))!,
      occupancy: requests.reduce((most, { occupancy }) => Math.max(most, occupancy), 0),
      ...probesOf(drawer, plan, random),
      ...{ fresh: freshDay, same: same.days[i] },
    };
  });
  return { latency: distributionOf(valuesOf(reference, 'latency'))!, fresh, same, tests, days };
}

function drawerOn(day: number, { before, stages }: CourseSource, plan: AlarmsPlan): Drawer {
  if (day < plan.faultDay) return before;
  return stages[stageOn(day - plan.faultDay + 1, stages.length, plan)];
}

function probesOf(drawer: Drawer, { probes }: AlarmsPlan, random: Random) {
  let [changed, diverged] = [0, 0];
  for (let i = 0; i < probes; i++) {
    if (!drawer.probe(random).same) changed++;
    if (drawer.shadowed && drawer.shadow(random)) diverged++;
  }
  return { changed, diverged: drawer.shadowed ? diverged : null };
}

function valuesOf(requests: readonly SeenRequest[], column: Column): number[] {
  return requests.map((request) => request[column]);
}
