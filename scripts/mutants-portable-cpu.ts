import { type Mutant, unit } from './mutant.ts';

const ENGINE = 'src/engines/cpu/portable.test.ts';
const F64 = 'src/numerics/portable/f64/f64.test.ts';

/** Faults in the CPU engines' portable arithmetic, and in what host tables are made of. */
export const PORTABLE_CPU_MUTANTS: readonly Mutant[] = [
  unit(
    'src/engines/cpu/arithmetic.ts',
    'activations are stored that are too small for operands',
    "activations === 'f16' ? round : (x) => kept(round(x))",
    'round',
    'src/engines/cpu/simd/portable.test.ts',
  ),
  unit(
    'src/numerics/portable/kept-values.ts',
    'weights count that are too small for operands',
    '>= PORTABLE_BITS.LEAST',
    '> 0',
    'src/numerics/portable/kept-values',
  ),
  unit(
    'src/engines/cpu/simd/simd-forwards.ts',
    'both arithmetics share weights that they do not read alike',
    "math === 'native' || readsAlike(this.#checkpoint, dtype, math)",
    'true',
    ENGINE,
  ),
  unit(
    'src/numerics/portable/log-sum-exp.ts',
    'exponentials are added in half as many lanes',
    'LANES = 128',
    'LANES = 64',
    'src/numerics/portable/log-sum-exp',
  ),
  unit(
    'src/numerics/portable/f64/circle.ts',
    'a third of pi / 2 is lost',
    'const part3 = quarters * PART_3',
    'const part3 = 0 * PART_3',
    F64,
  ),
  unit('src/numerics/portable/f64/power.ts', 'ln 2 is an f64', 'low: 2.3190468138462996e-17', 'low: 0', F64),
];
