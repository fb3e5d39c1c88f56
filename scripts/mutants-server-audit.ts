import { type Mutant, unit } from './mutant.ts';

const TESTS = 'src/audit/server';

/** Faults in what is said of a server. */
export const SERVER_AUDIT_MUTANTS: readonly Mutant[] = [
  unit(
    'src/audit/server/strata.ts',
    'a cache is compared with what is asked alone',
    "if (mechanism === 'order' || mechanism === 'cache') return ownControl;",
    "if (mechanism === 'order') return ownControl;",
    TESTS,
  ),
  unit(
    'src/audit/server/audit-blocks.ts',
    'a cache is compared with the last of four, which meets the same of two machines every time',
    "const warm = shuffled(['control', 'control', 'reference'] as const, randomOf(setting, 'cache', index));",
    "const warm = ['control', 'control', 'reference'] as const;",
    TESTS,
  ),
  unit(
    'src/audit/server/judge-audit.ts',
    'what was never tried counts as not seen',
    "return tried ? 'none-seen' : 'untold';",
    "return 'none-seen';",
    TESTS,
  ),
  unit(
    'src/audit/server/trials.ts',
    'what is streamed counts as asked alone',
    "const alone = unit.startsWith('alone-') && arm !== 'treatment';",
    "const alone = unit.startsWith('alone-');",
    TESTS,
  ),
  unit(
    'src/audit/server/compare-answers.ts',
    'log probabilities are compared as they are written, not as numbers',
    'if (!Object.is(valueX, valueY)) differing++;',
    'if (x !== y) differing++;',
    TESTS,
  ),
  unit(
    'src/audit/server/ledger.ts',
    'tries after the first cost nothing',
    'this.spent.requests += tries;',
    'this.spent.requests += 1;',
    TESTS,
  ),
  unit(
    'src/report/audit-server-script.ts',
    "a quote in a prompt ends the shell's",
    ".replaceAll(\"'\", `'\\\\''`)",
    '',
    'src/report/audit-server.test.ts',
  ),
];
