/** How long something took: to its event, or, where it is censored, at least. */
export interface Duration {
  readonly time: number;
  readonly censored: boolean;
}

/** A step of Kaplan and Meier's curve: what share is without an event just after `time`. */
export interface SurvivalStep {
  readonly time: number;
  readonly share: number;
  readonly atRisk: number;
  readonly events: number;
}

/**
 * Kaplan and Meier's curve (1958) of weighted durations, at the times of events; the weights are how often each was drawn. Throws
 * RangeError of times that are negative or no number.
 */
export function survivalCurve(
  durations: readonly Duration[],
  weights: ArrayLike<number> = durations.map(() => 1),
): SurvivalStep[] {
  const sorted = byTime(durations);
  let atRisk = 0;
  for (const { index } of sorted) atRisk += weights[index];
  const steps: SurvivalStep[] = [];
  let share = 1;
  for (let i = 0; i < sorted.length; ) {
    const { time } = sorted[i];
    let events = 0;
    let leaving = 0;
    for (; i < sorted.length && sorted[i].time === time; i++) {
      const weight = weights[sorted[i].index];
      leaving += weight;
      if (!sorted[i].censored) events += weight;
    }
    if (events > 0) {
      share *= 1 - events / atRisk;
      steps.push({ time, share, atRisk, events });
    }
    atRisk -= leaving;
  }
  return steps;
}

/** Sorted, each duration with its place. */
function byTime(durations: readonly Duration[]): readonly (Duration & { readonly index: number })[] {
  for (const { time } of durations)
    if (!(time >= 0 && Number.isFinite(time)))
      throw new RangeError(`expected times of at least 0, found ${time}`);
  return durations.map((duration, index) => ({ ...duration, index })).sort((a, b) => a.time - b.time);
}

/** The mean of min(time, horizon): the area under the curve up to there. */
export function restrictedMean(steps: readonly SurvivalStep[], horizon: number): number {
  let area = 0;
  let from = 0;
  let share = 1;
  for (const step of steps) {
    if (step.time >= horizon) break;
    area += share * (step.time - from);
    from = step.time;
    share = step.share;
  }
  return area + share * (horizon - from);
}

/** The same of weighted durations without their curve, as a function of the weights: a bootstrap asks it thousands of times. */
export function restrictedMeanBy(
  durations: readonly Duration[],
  horizon: number,
): (weights: ArrayLike<number>) => number {
  const times = Float64Array.from(new Set(byTime(durations).map(({ time }) => time)));
  const places = new Map(Array.from(times, (time, place) => [time, place] as const));
  const placeOf = Int32Array.from(durations, ({ time }) => places.get(time)!);
  const happens = Uint8Array.from(durations, ({ censored }) => Number(!censored));
  const [leaving, events] = [new Float64Array(times.length), new Float64Array(times.length)];
  return (weights) => {
    leaving.fill(0);
    events.fill(0);
    let atRisk = 0;
    for (let i = 0; i < placeOf.length; i++) {
      atRisk += weights[i];
      leaving[placeOf[i]] += weights[i];
      events[placeOf[i]] += happens[i] * weights[i];
    }
    let [area, from, share] = [0, 0, 1];
    for (let place = 0; place < times.length && times[place] < horizon; place++) {
      area += share * (times[place] - from);
      from = times[place];
      if (events[place] > 0) share *= 1 - events[place] / atRisk;
      atRisk -= leaving[place];
    }
    return area + share * (horizon - from);
  };
}

/**
 * Savage's scores of pooled durations: event less the cumulative hazard (Nelson and Aalen) up to the time. Over one group's durations
 * they sum to the log-rank test's observed less expected events, which is how a paired log-rank test flips them.
 */
export function logRankScores(durations: readonly Duration[]): Float64Array {
  const steps = survivalCurve(durations);
  const scores = new Float64Array(durations.length);
  let hazard = 0;
  let next = 0;
  for (const { time, censored, index } of byTime(durations)) {
    for (; next < steps.length && steps[next].time <= time; next++)
      hazard += steps[next].events / steps[next].atRisk;
    scores[index] = (censored ? 0 : 1) - hazard;
  }
  return scores;
}
