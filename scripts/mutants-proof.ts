import { type Mutant, unit } from './mutant.ts';

const TESTS = 'src/studies/portable/';

/** Faults in what compares fingerprints and fuzzes operands: a proof that can see nothing would pass. */
export const PROOF_MUTANTS: readonly Mutant[] = [
  unit(
    `${TESTS}compare-prints.ts`,
    'each request has its own fingerprint',
    'if (fingerprint !== due[request])',
    'if (!due.includes(fingerprint))',
    `${TESTS}golden.test.ts`,
  ),
  unit(
    `${TESTS}compare-prints.ts`,
    'an answer with too few fingerprints is none',
    'if (list.length !== expected)',
    'if (list.length > expected)',
    `${TESTS}golden.test.ts`,
  ),
  unit(
    `${TESTS}fuzz/operands.ts`,
    'what is added all but cancels the product',
    'f32Bits(-Math.fround(',
    'f32Bits(Math.fround(',
    `${TESTS}fuzz/operands.test.ts`,
  ),
  unit(
    `${TESTS}accuracy/measure.ts`,
    'below a power of two a unit is half as large',
    'unit * 2 ** 23 ? unit / 2 : unit',
    'unit * 2 ** 23 ? unit : unit',
    `${TESTS}accuracy/measure.test.ts`,
  ),
];
