import { type Mutant, unit } from './mutant.ts';

const SWAPS = 'src/steps/precision.ts';
const SWAP_TESTS = 'src/steps/precision.test.ts';

/** Faults in layers that are lowered under load. */
export const PRECISION_MUTANTS: readonly Mutant[] = [
  unit(
    SWAPS,
    'layers are swapped as often as they like',
    'state.step - changed < policy.every',
    'state.step - changed < 0',
    SWAP_TESTS,
  ),
  unit(
    SWAPS,
    'what will be held of the smaller pool is not looked at',
    'held <= policy.raiseAt * left',
    'held <= policy.raiseAt * there * 2',
    SWAP_TESTS,
  ),
  unit(
    SWAPS,
    'a request counts on blocks that are only lent',
    'return lent ? blocks - lent.layers.length * lent.each : blocks;',
    'return blocks;',
    SWAP_TESTS,
  ),
  unit(
    'src/engines/lowered-weights.ts',
    'all layers are lowered with one',
    'which.has(index) ?',
    'which.size > 0 ?',
    'src/engines/lowered-weights.test.ts',
  ),
];
