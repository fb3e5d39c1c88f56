import { gpu, type Mutant, unit } from './mutant.ts';

const PROBE = 'src/kernels/portable/probe-portable.gpu.test.ts';
const CENSUS = 'src/census/census.gpu.test.ts';
const UNITS = 'src/census/census.test.ts';

/** Faults in what is asked of adapters: the probe of portable arithmetic, and the census. */
export const CENSUS_MUTANTS: readonly Mutant[] = [
  gpu(
    'src/kernels/portable/probe-portable.ts',
    'what is computed one at a time is not looked at',
    "return scalar ? [{ step: step.name, why: sentence(step, scalar, ', one at a time') }] : [];",
    'return [];',
    PROBE,
  ),
  gpu(
    'src/kernels/portable/probe-portable.ts',
    'the last step that went otherwise is named, and not the first',
    '...faults[0]',
    '...faults[faults.length - 1]',
    PROBE,
  ),
  gpu(
    'src/census/expressions.ts',
    'an expression follows a way that some of its cases follow',
    'follows.every((ways) => ways.includes(name))',
    'follows.some((ways) => ways.includes(name))',
    CENSUS,
  ),
  unit(
    'src/census/runtime.ts',
    'a user agent that is not known is kept whole',
    "return { name: 'another browser', version: '' };",
    "return { name: 'another browser', version: userAgent };",
    UNITS,
  ),
  unit(
    'src/census/census-schema.ts',
    'an adapter may be told by a path',
    ".regex(/^(?!.*(\\/home|\\/Users|\\/root|:\\/\\/))/, 'expected a name, found a path')",
    '',
    UNITS,
  ),
];
