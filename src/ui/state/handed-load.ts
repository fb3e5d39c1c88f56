import type { Experiment } from '../../experiment/schema.ts';

let handed: Experiment | null = null;

/** Leads to the page Load with an experiment, of whatever size: a crowd may be too long for an address. */
export function handToLoad(experiment: Experiment): void {
  handed = experiment;
  location.hash = '#load';
}

/** What was handed to the page Load, once. */
export function takeHanded(): Experiment | null {
  const experiment = handed;
  handed = null;
  return experiment;
}
