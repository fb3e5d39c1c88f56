import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';

/** Adds two arms to those whose shared probes are diffed. */
export function addPair(experiment: Experiment, a: string, b: string): Edited {
  return settle(experiment, { compare: [...experiment.compare, [a, b]] });
}

export function removePair(experiment: Experiment, index: number): Edited {
  return settle(experiment, { compare: experiment.compare.toSpliced(index, 1) });
}

/** The first two arms that could be compared and are not; null where there are none. */
export function nextPair({ arms, compare, requests }: Experiment): readonly [string, string] | null {
  const probes = new Set(requests.filter(({ role }) => role === 'probe').map(({ id }) => id));
  const single = arms.filter(({ companies }) => !companies);
  const compared = new Set(compare.flatMap(([a, b]) => [JSON.stringify([a, b]), JSON.stringify([b, a])]));
  for (const [i, a] of single.entries()) {
    for (const b of single.slice(i + 1)) {
      const shared = a.requests.some((id) => probes.has(id) && b.requests.includes(id));
      if (shared && !compared.has(JSON.stringify([a.name, b.name]))) return [a.name, b.name];
    }
  }
  return null;
}
