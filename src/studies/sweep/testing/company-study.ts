import type { Task } from '../../tasks/task-file.ts';
import { parseStudy } from '../read-study.ts';
import type { Study } from '../study-schema.ts';

/** A study whose tasks are asked in company and alone; `units` beside what such units are by default. */
export function companyStudy(
  units: Readonly<Record<string, unknown>> = {},
  fields: Readonly<Record<string, unknown>> = {},
  base: Readonly<Record<string, unknown>> = {},
): Study {
  return parseStudy({
    ...{ version: 1, id: 'company', title: 'Company', question: 'Does company tell?' },
    base: {
      ...{ version: 1, title: 'company', model: { name: 'tiny' } },
      requests: [
        { id: 'unit', role: 'probe', prompt: 'abc', maxNewTokens: 4 },
        {
          ...{ id: 'company', role: 'noise', noise: { kind: 'vague', seed: 1, tokens: 4 } },
          ...{ maxNewTokens: 6, ignoreEos: true, arrival: 2 },
        },
      ],
      arms: [
        { name: 'company', requests: ['unit', 'company'], kernels: 'variant', dtype: 'f32' },
        { name: 'alone', requests: ['unit'], kernels: 'variant', dtype: 'f32' },
      ],
      compare: [['company', 'alone']],
      ...base,
    },
    units: { kind: 'tasks', perJob: 8, company: { size: 3, length: 5 }, ...units },
    axes: [],
    seeds: [0, 1],
    measures: ['pass', 'length', 'tokensToFork', 'fork', 'bits'],
    hypotheses: [],
    plan: { n: 10 },
    ...fields,
  });
}

/** Tasks of two kinds, the i-th answered right by as many `h` as its answer may have tokens. */
export function letterTasks(count: number): Task[] {
  return Array.from({ length: count }, (_, i): Task => {
    const asked = { difficulty: 1, prompt: 'abc', scoring: 'exact', kind: i % 2 ? 'odd' : 'even' } as const;
    const maxNewTokens = 2 + (i % 5);
    return { ...asked, id: `task-${i}`, answer: 'h'.repeat(maxNewTokens), maxNewTokens };
  });
}
