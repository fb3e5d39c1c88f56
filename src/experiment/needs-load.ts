import { ExperimentError } from './errors.ts';
import type { Experiment } from './schema.ts';

/**
 * Why an experiment can only run under load, led by the field that says so; null where it can run by itself. A run in lockstep counts
 * steps and has no clock: it would leave out the crowd, and what milliseconds say.
 */
export function needsLoad({ crowd, requests, arms }: Experiment): string | null {
  const how = 'run it under load: lab load, or the page Load';
  if (crowd) return `crowd: a run in lockstep has no clock for a crowd to come by; ${how}`;
  const timed = requests.findIndex(({ arrival }) => typeof arrival !== 'number');
  if (timed >= 0)
    return `requests[${timed}].arrival: a run in lockstep counts steps, and this is in milliseconds; ${how}`;
  for (const field of ['route', 'faults'] as const) {
    const routed = arms.findIndex(({ serving }) => serving?.[field] !== undefined);
    if (routed >= 0)
      return `arms[${routed}].serving.${field}: a run in lockstep has one replica of an arm; ${how}`;
  }
  const late = arms.findIndex(({ serving }) => (serving?.admission.firstTokenWithin ?? null) !== null);
  if (late < 0) return null;
  return `arms[${late}].serving.admission.firstTokenWithin: a run in lockstep has no clock; ${how}`;
}

/** Throws ExperimentError where an experiment can only run under load. Whoever runs arms in lockstep asks first. */
export function checkLockstep(experiment: Experiment): void {
  const problem = needsLoad(experiment);
  if (problem !== null) throw new ExperimentError([problem]);
}
