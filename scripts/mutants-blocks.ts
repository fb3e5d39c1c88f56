import { type Mutant, unit } from './mutant.ts';

const KEPT = 'src/engines/cache-invariance.test.ts';

/** Faults in what is done with KV blocks: moved, handed over, copied, bounded. */
export const BLOCK_MUTANTS: readonly Mutant[] = [
  unit(
    'src/engines/block-memory.ts',
    'every block that is swapped in is the first that was swapped out',
    'memory.write(move.block, host.get(move.host))',
    'memory.write(move.block, host.get(0))',
    KEPT,
  ),
  unit(
    'src/engines/block-memory.ts',
    'a block that is copied on write stays its owners’',
    'memory.write(move.to, memory.read(move.from))',
    'memory.write(move.from, memory.read(move.from))',
    KEPT,
  ),
  unit(
    'src/engines/cpu/simd/simd-cache.ts',
    'a block is moved without its values',
    '...this.layers.map(({ v }) => v)]',
    '...this.layers.map(({ k }) => k)]',
    KEPT,
  ),
  unit(
    'src/steps/moves.ts',
    'a place of the host is read in the step that fills it',
    'filled.add(move.host)',
    'filled.delete(move.host)',
    KEPT,
  ),
  unit(
    'src/steps/step-bounds.ts',
    'positions end where the cache does',
    'return maxPositions ?? maxContext;',
    'return maxContext;',
    KEPT,
  ),
  unit(
    'src/steps/hand-over.ts',
    'blocks of other activations are taken',
    'if (theirs !== ours || !from.readBlocks',
    'if (!from.readBlocks',
    KEPT,
  ),
  unit(
    'src/studies/certificate/cache-cases.ts',
    'what was swapped in is looked for where it lay before',
    'await arm.step(tokens.slice(last), last, undefined, to)',
    'await arm.step(tokens.slice(last), last, undefined, from)',
    'src/studies/certificate/certify.test.ts',
  ),
];
