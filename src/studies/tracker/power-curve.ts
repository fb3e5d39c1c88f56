import { powerAgainstKnown } from '../../numerics/inference/power.ts';
import type { Proportion } from '../../numerics/inference/wilson.ts';
import type { TrackerPlan } from './course.ts';
import { ALPHA, type DetectorId } from './detectors.ts';
import { TrackerSimulation } from './simulate-tracker.ts';
import { meanRate, type TrackedSource } from './tracked-source.ts';

/** Tasks a day that a power curve is drawn at. */
export const POWER_SIZES = [10, 25, 50, 100, 200, 350, 500, 1000, 1400] as const;

export interface PowerPoint {
  readonly perDay: number;
  /** Chance that one day's exact test against a known rate sees the fault, were all tasks alike: by enumeration. */
  readonly oneDay: number;
  /** Share of courses in which a detector alarmed within the first seven days of the fault. */
  readonly week: ReadonlyMap<DetectorId, Proportion>;
}

/** Simulates a plan's first faulty week at another number of tasks a day; the plan has a fault. */
export function weekSimulation(source: TrackedSource, plan: TrackerPlan, perDay: number): TrackerSimulation {
  return new TrackerSimulation(source, { ...plan, perDay, days: plan.faultDay! + 6 });
}

export function powerPoint(source: TrackedSource, simulation: TrackerSimulation): PowerPoint {
  const { plan, detectors } = simulation.outcome();
  const [known, truth] = [meanRate(source.before), meanRate(source.after)];
  return {
    perDay: plan.perDay,
    oneDay: powerAgainstKnown({ n: plan.perDay, known, truth, alpha: ALPHA }),
    week: new Map(detectors.map(({ id, seen }) => [id, seen!.week])),
  };
}
