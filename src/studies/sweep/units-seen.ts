import { type Unit, unitsOf } from './experiment-of.ts';
import type { MergedStudy, Observation } from './job.ts';
import type { Study } from './study-schema.ts';
import { SweepError } from './sweep-error.ts';

interface Block {
  readonly from: number;
  readonly to: number;
  readonly observations: Observation[];
}

/**
 * The units of merged results, in blocks of the study's order. Those of tasks are told by the results themselves, so that a report needs no
 * model: of a block the ones that its jobs, most of them, have observed. Throws SweepError where those are too few for the block; `where`
 * names the file.
 */
export function unitsSeen(study: Study, { jobs }: Pick<MergedStudy, 'jobs'>, where: string): readonly Unit[] {
  if (study.units.kind !== 'tasks') return unitsOf(study, []);
  const blocks = new Map<number, Block>();
  for (const { from, to, observations } of jobs) {
    const block = blocks.get(from) ?? { from, to, observations: [] };
    blocks.set(from, block);
    for (const observation of observations) block.observations.push(observation);
  }
  const units: Unit[] = [];
  for (const block of blocks.values())
    for (const [place, unit] of seenMost(block, where).entries()) units[block.from + place] = unit;
  return units;
}

function seenMost({ from, to, observations }: Block, where: string): Unit[] {
  const seen = new Map<string, { readonly unit: Unit; times: number }>();
  for (const { unit: id, kind } of observations) {
    const key = JSON.stringify([id, kind]);
    const known = seen.get(key) ?? { unit: { id, kind, asked: null }, times: 0 };
    seen.set(key, known);
    known.times++;
  }
  const count = to - from;
  if (seen.size < count)
    throw new SweepError(
      `${where}: jobs: expected observations of units ${from} to ${to - 1}, ${count} of them, found ${seen.size}`,
    );
  return [...seen.values()]
    .toSorted((a, b) => b.times - a.times)
    .slice(0, count)
    .map(({ unit }) => unit);
}
