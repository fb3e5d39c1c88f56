import { type Mutant, unit } from './mutant.ts';

const ENVIRONMENT = 'src/cli/sweep/shard-environment.ts';
const CODES = 'src/cli/sweep/scheduler-codes.ts';

/** Faults in how batch systems tell a sweep's shards, and are told how one ended. */
export const SHARD_MUTANTS: readonly Mutant[] = [
  unit(
    ENVIRONMENT,
    'tasks of an array are counted from its first number',
    'const place = (id - least) / step;',
    'const place = id / step;',
    'src/cli/sweep/shard-options.test.ts',
  ),
  unit(
    'src/cli/sweep/shard-options.ts',
    'a batch system’s variables are read unasked',
    "if (shard === 'env') {",
    "if (shard === 'env' || env.CI_NODE_INDEX !== undefined) {",
    'src/cli/sweep/shard-options.test.ts',
  ),
  unit(
    CODES,
    'a full disk is final',
    "'ENOSPC', 'EDQUOT'",
    "'EDQUOT'",
    'src/cli/sweep/scheduler-codes.test.ts',
  ),
  unit(
    'src/cli/sweep/merged-pieces.ts',
    'the second job of a piece follows the first without a comma',
    'empty = false;',
    'empty = text.length < PIECE;',
    'src/cli/sweep/merged-pieces.test.ts',
  ),
];
