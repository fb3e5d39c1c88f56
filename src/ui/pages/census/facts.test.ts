import { expect, test } from 'vitest';
import type { Distribution } from '../../../census/census-types.ts';
import { shareText } from './census-words.ts';
import { comparedFacts, factsOf } from './facts.ts';
import { spanOf, tensIn } from './latency-strip.tsx';
import { smallAccuracy, smallCensus } from './testing/small-census.ts';

const a = smallCensus();
const standingOf = (b: typeof a, id: string) => comparedFacts(a, b).find((fact) => fact.id === id)?.standing;

test('every answer is one fact, under a name of its own', () => {
  const ids = factsOf(a).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('subnormals.add result');
  expect(factsOf(a).find(({ id }) => id === 'functions.exp')?.found).toBe('77.0 % nearest, 1.20 ulp');
  // The CPU engine has no device and no times.
  expect(factsOf(smallCensus({ device: null, timing: null })).length).toBeLessThan(ids.length);
});

test('what sounds alike and has other bits is told from what is the same', () => {
  expect(comparedFacts(a, a).filter(({ standing }) => standing !== 'same')).toHaveLength(4);
  const otherBits = smallCensus({ roundings: [smallAccuracy({ digest: 'ffffffff' })] });
  expect(standingOf(otherBits, 'roundings.add')).toBe('other bits');
  const other = smallCensus({ roundings: [smallAccuracy({ nearest: 999 })] });
  expect(standingOf(other, 'roundings.add')).toBe('differs');
});

test('times are shown and never compared, and a question that one was not asked is said to be so', () => {
  const cpu = smallCensus({ device: null, timing: null });
  expect(standingOf(a, 'timing.dispatch')).toBe('not compared');
  expect(standingOf(cpu, 'timing.dispatch')).toBe('not asked');
  expect(comparedFacts(cpu, a).find(({ id }) => id === 'timing.dispatch')).toMatchObject({ a: '–' });
});

test('a share is all or none only where it is', () => {
  expect([0, 1, 500, 999_999, 1_000_000].map((part) => shareText(part, 1_000_000))).toEqual([
    'none',
    'under 0.1 %',
    'under 0.1 %',
    'over 99.9 %',
    'all',
  ]);
});

test('the axis of times holds all of them, with a line for each power of ten', () => {
  const of = (least: number, p95: number): Distribution => ({
    ...{ samples: 9, least, p25: least, median: least, p75: p95, p95 },
  });
  expect(spanOf([of(3, 70), of(20, 2500)])).toEqual([1, 10_000]);
  expect(tensIn([1, 10_000])).toEqual([1, 10, 100, 1000, 10_000]);
  // A clock that tells nothing gives 0.
  const [from, to] = spanOf([of(0, 0)]);
  expect(from).toBeGreaterThan(0);
  expect(to).toBeGreaterThan(from);
});
