import { canonicalJson } from '../../experiment/canonical.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import { contentSum, differencesOf, sumText } from './content-hash.ts';
import { hashText } from './hash-text.ts';
import type { Job } from './job.ts';
import { MOST_JOBS, type Study, type StudyUnits } from './study-schema.ts';

/** SHA-256 of a study's canonical text, 64 hexadecimal digits: what its plan is frozen by. */
export function studyHash(study: Study): string {
  return hashText(canonicalJson(study));
}

/**
 * A study's jobs in order: cells, the last axis fastest, then seeds, then blocks of units. `unitCount` is how many units the study has
 * with this model's tasks. Ids follow from what a job computes alone, so two studies that compute the same give it one id. Throws
 * ExperimentError where the jobs are more than a study may come to.
 */
export function jobsOf(study: Study, unitCount: number): readonly Job[] {
  const count = jobCount(study, unitCount);
  if (count > MOST_JOBS)
    throw new ExperimentError([`axes: expected at most ${MOST_JOBS} jobs, found ${count}`]);
  const blocks = blocksOf(study.units, unitCount);
  const seeds = study.seeds.map((seed) => ({ seed, sum: contentSum(seed, 'seed') }));
  const jobs: Job[] = [];
  for (const { cell, sum } of cellSums(study))
    for (const { seed, sum: ofSeed } of seeds)
      for (const { from, to, sum: ofBlock } of blocks) {
        const id = sumText(sum + ofSeed + ofBlock);
        jobs.push({ id, index: jobs.length, cell, seed, from, to });
      }
  return jobs;
}

/** How many those are. */
export function jobCount(study: Study, unitCount: number): number {
  return cellCount(study) * study.seeds.length * blockCount(study.units, unitCount);
}

/** Cells of a study's axes; one where it has none. */
export function cellCount({ axes }: Pick<Study, 'axes'>): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** Every cell as places in its axes' values, the last axis fastest. */
export function cellsOf({ axes }: Pick<Study, 'axes'>): readonly (readonly number[])[] {
  return axes.reduce<readonly (readonly number[])[]>(
    (cells, { values }) => cells.flatMap((cell) => values.map((_, index) => [...cell, index])),
    [[]],
  );
}

interface Cell {
  readonly cell: readonly number[];
  /** Of base, units and measures. */
  readonly sum: bigint;
}

/** Axes set different places (`parseStudy`), so what they change adds up. */
function cellSums(study: Study): readonly Cell[] {
  const { base, units, axes, measures } = study;
  const start: Cell = {
    cell: [],
    sum: contentSum({ base, units }) + contentSum(measures.toSorted().join(), 'measures'),
  };
  return axes.reduce<readonly Cell[]>(
    (cells, axis) => {
      const differences = differencesOf(study, axis);
      return cells.flatMap(({ cell, sum }) =>
        differences.map((difference, index) => ({ cell: [...cell, index], sum: sum + difference })),
      );
    },
    [start],
  );
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly sum: bigint;
}

/** Probes run in one job, all together. */
function blockCount(units: StudyUnits, count: number): number {
  return units.kind === 'probes' ? 1 : Math.ceil(count / units.perJob);
}

function blocksOf(units: StudyUnits, count: number): Block[] {
  const size = units.kind === 'probes' ? count : units.perJob;
  return Array.from({ length: blockCount(units, count) }, (_, i) => {
    const [from, to] = [i * size, Math.min(count, (i + 1) * size)];
    return { from, to, sum: contentSum(`${from} to ${to}`, 'block') };
  });
}
