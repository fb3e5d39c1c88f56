import { expect, it } from 'vitest';
import { trialCounts } from './fork-search.ts';

const trial = (fork: number | null, identical: boolean) => ({ prompt: 'x', fork, identical, positions: 64 });

it('counts what came of the prompts that were tried', () => {
  expect(trialCounts([trial(null, true), trial(null, false), trial(null, false)])).toBe(
    '3 prompts answered alike: 2 from other bits, 1 from the same.',
  );
  expect(trialCounts([trial(null, true), trial(4, false)])).toBe(
    '1 prompt answered alike: 0 from other bits, 1 from the same. 1 prompt forked.',
  );
});
