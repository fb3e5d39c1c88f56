import { describe, expect, it } from 'vitest';
import { hasParted, lengthOf, type Score, writtenAt } from './beats.ts';

const SCORES: readonly Score[] = [
  { length: 64, fork: 33 },
  { length: 64, fork: null },
  { length: 4, fork: 0 },
  { length: 33, fork: 33 },
  { length: 4000, fork: 3000 },
  { length: 0, fork: null },
];

describe.each(SCORES)('a performance of $length tokens, parting at $fork', (score) => {
  const times = Array.from({ length: 1200 }, (_, at) => at * 10);
  const written = times.map((ms) => writtenAt(ms, score));

  it('writes every token once, forwards, and is over in time', () => {
    expect(written[0]).toBe(0);
    expect(written.every((count, at) => at === 0 || count >= written[at - 1])).toBe(true);
    expect(writtenAt(lengthOf(score), score)).toBe(score.length);
    expect(lengthOf(score)).toBeLessThan(7000);
  });

  it('parts before the first token that differs is written, and only where one does', () => {
    const parted = times.filter((ms) => hasParted(ms, score)).map((ms) => writtenAt(ms, score));
    if (score.fork === null) expect(parted).toEqual([]);
    else expect(parted[0]).toBe(score.fork);
  });
});
