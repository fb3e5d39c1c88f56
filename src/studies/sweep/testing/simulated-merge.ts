import type { MergedStudy, Observation } from '../job.ts';
import { type Study, studySchema } from '../study-schema.ts';

type Definition = Pick<Study, 'measures' | 'hypotheses'> &
  Partial<Pick<Study, 'axes' | 'seeds'>> & { readonly plan: Partial<Study['plan']> };

/** A study whose results are drawn, never run: its base is only there to be one. */
export function simulatedStudy({ axes = [], seeds = [1], ...rest }: Definition): Study {
  return studySchema.parse({
    version: 1,
    id: 'simulated',
    title: 'Simulated',
    question: 'Is what was planted found?',
    base: {
      version: 1,
      title: 'Base',
      model: { name: 'random:pico' },
      requests: [{ id: 'probe', role: 'probe', prompt: 'Once', maxNewTokens: 4 }],
      arms: ['a', 'b'].map((name) => ({ name, requests: ['probe'], kernels: 'variant' })),
      compare: [['a', 'b']],
    },
    units: { kind: 'probes' },
    axes,
    seeds,
    ...rest,
    plan: { n: 1, ...rest.plan },
  });
}

export interface Place {
  readonly cell: readonly number[];
  readonly seed: number;
  /** Index of the unit. */
  readonly unit: number;
}

/** Results of a study: in each cell and seed what `observe` says of each unit. */
export function simulatedMerge(
  study: Study,
  units: number,
  observe: (place: Place) => readonly Omit<Observation, 'unit'>[],
): MergedStudy {
  const cells = study.axes.reduce<number[][]>(
    (all, { values }) => all.flatMap((cell) => values.map((_, i) => [...cell, i])),
    [[]],
  );
  const jobs = cells.flatMap((cell) => study.seeds.map((seed) => ({ cell, seed })));
  return {
    version: 1,
    study: '0'.repeat(64),
    planned: jobs.length,
    strata: [],
    jobs: jobs.map(({ cell, seed }, index) => ({
      id: `${index}`,
      cell,
      seed,
      from: 0,
      to: units,
      stratum: 0,
      fingerprint: '',
      observations: Array.from({ length: units }, (_, unit) =>
        observe({ cell, seed, unit }).map((observation) => ({ unit: `unit-${unit}`, ...observation })),
      ).flat(),
    })),
    reruns: { jobs: [], differing: [] },
  };
}

/** A unit's value in an arm. */
export function inArm(
  arm: string,
  values: Observation['values'],
  kind: string | null = null,
): Omit<Observation, 'unit'> {
  return { kind, arm, against: null, values };
}
