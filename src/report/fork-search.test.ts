import { expect, it } from 'vitest';
import { searchVerdict, trialCounts } from './fork-search.ts';

const trial = (fork: number | null, identical: boolean) => ({ prompt: 'x', fork, identical, positions: 64 });

it('counts what came of the prompts that were tried', () => {
  expect(trialCounts([trial(null, true), trial(null, false), trial(null, false)])).toBe(
    '3 prompts answered alike: 2 from other bits, 1 from the same.',
  );
  expect(trialCounts([trial(null, true), trial(4, false)])).toBe(
    '1 prompt answered alike: 0 from other bits, 1 from the same. 1 prompt forked.',
  );
});

it('says a rate with its interval, and no rate of a search that ended at its first fork', () => {
  const none = Array.from({ length: 24 }, () => trial(null, false));
  expect(searchVerdict(none)).toMatch(/^0 of 24 prompts forked \(95 % interval 0 % to 14 %\)\. 24 prompts/);
  const some = [...none.slice(2), trial(4, false), trial(5, false)];
  expect(searchVerdict(some, false)).toMatch(/^2 of 24 prompts forked \(95 % interval 2 % to 26 %\)/);
  expect(searchVerdict(some)).toBe(
    '2 of 24 prompts forked, the last: the search ends at the first. 22 prompts answered alike: 22 from other bits, 0 from the same.',
  );
});
