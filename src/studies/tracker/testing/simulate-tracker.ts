import type { TrackerPlan } from '../course.ts';
import { type TrackerOutcome, TrackerSimulation } from '../simulate-tracker.ts';
import type { TrackedSource } from '../tracked-source.ts';

/** So many courses of a plan at once. */
export function simulateTracker(source: TrackedSource, plan: TrackerPlan, courses: number): TrackerOutcome {
  const simulation = new TrackerSimulation(source, plan);
  while (simulation.done < courses) simulation.advance();
  return simulation.outcome();
}
