import { useEffect, useState } from 'react';
import type { TrackerPlan } from '../../../../studies/tracker/course.ts';
import {
  POWER_SIZES,
  type PowerPoint,
  powerPoint,
  weekSimulation,
} from '../../../../studies/tracker/power-curve.ts';
import { type TrackerOutcome, TrackerSimulation } from '../../../../studies/tracker/simulate-tracker.ts';
import type { TrackedSource } from '../../../../studies/tracker/tracked-source.ts';
import { inSlices } from './in-slices.ts';

export const COURSES = 1000;
const POWER_COURSES = 200;
/** Milliseconds between figures that are shown while more are coming. */
const SHOWN_EVERY = 250;

/** Figures over so many courses; null before the first are there. They grow while it goes on. */
export function useOutcome(source: TrackedSource | null, plan: TrackerPlan): TrackerOutcome | null {
  const [outcome, setOutcome] = useState<TrackerOutcome | null>(null);
  useEffect(() => {
    setOutcome(null);
    if (!source) return;
    const leaving = new AbortController();
    const simulation = new TrackerSimulation(source, plan);
    let shown = performance.now();
    const step = () => {
      simulation.advance();
      return simulation.done < COURSES;
    };
    void inSlices(step, leaving.signal, () => {
      if (simulation.done < COURSES && performance.now() - shown < SHOWN_EVERY) return;
      shown = performance.now();
      setOutcome(simulation.outcome());
    });
    return () => leaving.abort();
  }, [source, plan]);
  return outcome;
}

/** Points of the power curve, one more at a time; none unless it is asked for. */
export function usePower(
  source: TrackedSource | null,
  plan: TrackerPlan,
  asked: boolean,
): readonly PowerPoint[] {
  const [points, setPoints] = useState<readonly PowerPoint[]>([]);
  useEffect(() => {
    setPoints([]);
    if (!source || !asked || plan.faultDay === null) return;
    const leaving = new AbortController();
    void drawPower(source, plan, leaving.signal, (point) => setPoints((before) => [...before, point]));
    return () => leaving.abort();
  }, [source, plan, asked]);
  return points;
}

async function drawPower(
  source: TrackedSource,
  plan: TrackerPlan,
  signal: AbortSignal,
  onPoint: (point: PowerPoint) => void,
): Promise<void> {
  for (const perDay of POWER_SIZES) {
    const simulation = weekSimulation(source, plan, perDay);
    const step = () => {
      simulation.advance();
      return simulation.done < POWER_COURSES;
    };
    await inSlices(step, signal, () => undefined);
    if (signal.aborted) return;
    onPoint(powerPoint(source, simulation));
  }
}
