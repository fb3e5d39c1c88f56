import { type Mutant, unit } from './mutant.ts';

/** Faults in what bounds a stranger's experiment: the schema's products, and what a page mounts of lists of any length. */
export const BOUND_MUTANTS: readonly Mutant[] = [
  unit(
    'src/experiment/references.ts',
    'any number of comparisons is admitted',
    'comparisons > MOST_TOGETHER.comparisons',
    'false',
    'src/experiment/schema.test.ts',
  ),
  unit(
    'src/experiment/references.ts',
    'companies are counted without their requests',
    '(companies?.count ?? 0) * requests.length',
    '(companies?.count ?? 0)',
    'src/experiment/schema.test.ts',
  ),
  unit(
    'src/ui/areas/compare/shown-pairs.ts',
    'a page of pairs begins with the pair that is asked for',
    'at - (at % MOST_PANELS)',
    'at',
    'src/ui/areas/compare/shown-pairs.test.ts',
  ),
  unit(
    'src/ui/state/pairs.ts',
    'a request that is no probe is compared',
    "role === 'probe'",
    'role !== null',
    'src/ui/areas/compare/shown-pairs.test.ts',
  ),
  unit(
    'src/ui/areas/run/timeline/lanes.ts',
    'another run is taken for the one that was drawn',
    '&& steps[known.count - 1] === known.last',
    '',
    'src/ui/areas/run/timeline/lanes.test.ts',
  ),
  unit(
    'src/ui/areas/run/timeline/lanes.ts',
    'all steps are in sight',
    'Math.min(count, Math.ceil((offset + 2 * length) / size))',
    'count',
    'src/ui/areas/run/timeline/timeline.test.tsx',
  ),
  unit(
    'src/results/compare-reports.ts',
    'two pairs may have one key',
    ".replaceAll('/', '~1')",
    '',
    'src/results/compare-reports.test.ts',
  ),
];
