import type { Experiment } from '../../../experiment/schema.ts';

const texts = new WeakMap<Experiment, string>();

/** Whether two say the same: one that was kept, or came by a link, is another object. */
export function isSameExperiment(one: Experiment, other: Experiment): boolean {
  return one === other || textOf(one) === textOf(other);
}

function textOf(experiment: Experiment): string {
  const known = texts.get(experiment);
  if (known !== undefined) return known;
  const text = JSON.stringify(experiment, inOrder);
  texts.set(experiment, text);
  return text;
}

/** Fields in one order, whatever order they were written in. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
