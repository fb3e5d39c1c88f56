import type { NamedExperiment } from './lab-state.ts';
import { presetAddress } from './page-address.ts';

let openings = 0;

/** The key of one more opening; no earlier visit had it. */
export function freshKey(id: string): string {
  return `${id}~${Date.now().toString(36)}.${++openings}`;
}

/** Which opening an experiment is of, edited or not: a preset is one and the same whenever it is opened. */
export function openingKey({ id, opened }: NamedExperiment): string {
  return opened?.key ?? `preset:${id}`;
}

/**
 * The fragments that lead to an experiment as it stands, the best first: the one by which it was opened or a preset's own; empty,
 * `whatever is being composed`, for one that was edited or that only this page has. `first` is what a first visit shows.
 */
export function addressesOf({ id, experiment, edited, opened }: NamedExperiment, first: string): string[] {
  if (opened) return [opened.experiment === experiment ? opened.address : ''];
  if (edited) return [''];
  return id === first ? [presetAddress(id), ''] : [presetAddress(id)];
}
