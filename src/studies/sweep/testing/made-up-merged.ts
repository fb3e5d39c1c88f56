import { createHash } from 'node:crypto';
import type { MergedStudy, Observation } from '../job.ts';
import { MADE_UP_PROVENANCE, MADE_UP_STUDY } from './made-up-outcome.ts';

const UNITS = ['addition-1', 'addition-2', 'echo-1', 'echo-2'];

/** Results that nothing computed, of the made-up study with four units a cell and seed; the same each time. */
export function madeUpMerged(): MergedStudy {
  const cells = MADE_UP_STUDY.axes[0].values.flatMap((_, share) => [0, 1].map((dtype) => [share, dtype]));
  const jobs = cells.flatMap((cell) =>
    MADE_UP_STUDY.seeds.map((seed) => ({
      id: digits(`${cell} ${seed}`, 32),
      cell,
      seed,
      from: 0,
      to: UNITS.length,
      stratum: 0,
      fingerprint: digits(`fingerprint ${cell} ${seed}`, 64),
      observations: UNITS.flatMap((unit) => observationsOf(unit, cell, seed)),
    })),
  );
  return {
    version: 1,
    study: 'ab'.repeat(32),
    planned: jobs.length,
    strata: [MADE_UP_PROVENANCE],
    jobs,
    reruns: { jobs: [jobs[0].id], differing: [] },
  };
}

function observationsOf(unit: string, [share, dtype]: readonly number[], seed: number): Observation[] {
  const kind = unit.split('-')[0];
  const draw = (what: string) => Number.parseInt(digits(`${unit} ${share} ${dtype} ${seed} ${what}`, 8), 16);
  const alone = (arm: string, right: number): Observation => ({
    unit,
    kind,
    arm,
    against: null,
    values: { pass: draw(`${arm} pass`) % 100 < right ? 1 : 0, length: 30 + (draw(`${arm} length`) % 25) },
    completion: digits(`${unit} ${arm} ${draw(arm) % 3}`, 16),
  });
  const forks = draw('fork') % 3 > 0;
  return [
    alone('variant', dtype === 0 ? 63 : 50),
    alone('invariant', 63),
    {
      unit,
      kind,
      arm: 'variant',
      against: 'invariant',
      values: { tokensToFork: forks ? draw('tokens') % 40 : 40 },
      ...(!forks && { censored: true }),
    },
  ];
}

function digits(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count);
}
