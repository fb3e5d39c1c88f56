import { expect, test } from 'vitest';
import { createRandom } from '../experiment/random.ts';
import { compareBenches } from './compare.ts';
import type { BenchReport } from './report.ts';
import { benchReport } from './testing/bench-report.ts';

const TOLERANCE = 0.1;
const verdicts = (...[before, now]: Parameters<typeof benchReport>[]) =>
  compareBenches([benchReport(...before)], [benchReport(...now)], TOLERANCE).changes.map(
    ({ engine, verdict }) => `${engine} ${verdict}`,
  );

test('a run held against itself has not changed', () => {
  expect(verdicts([{ seed: 1 }], [{ seed: 1 }])).toEqual(['variant alike', 'invariant alike']);
});

test('noise alone, of 10 %, is hardly ever called a slowdown', () => {
  const random = createRandom(3);
  const called = Array.from({ length: 100 }, () =>
    verdicts([{ seed: random.next(), noise: 0.1 }], [{ seed: random.next(), noise: 0.1 }]),
  );
  expect(called.flat().filter((verdict) => /slower|faster/.test(verdict)).length).toBeLessThan(6);
});

test('a planted slowdown of 30 % is found, in the set that has it, and its end is called faster', () => {
  const slow = { seed: 2, slowdown: { invariant: 1.3 } };
  expect(verdicts([{ seed: 1 }], [slow])).toEqual(['variant alike', 'invariant slower']);
  expect(verdicts([slow], [{ seed: 1 }])).toEqual(['variant alike', 'invariant faster']);
});

test('bursts of other work, in a third of the repeats, neither accuse nor hide', () => {
  const busy = { noise: 0.1, bursts: 1 / 3 };
  expect(verdicts([{ seed: 1, ...busy }], [{ seed: 2, ...busy }]).join()).not.toMatch(/slower|faster/);
  const slow = { seed: 2, ...busy, slowdown: { invariant: 1.6 } };
  expect(verdicts([{ seed: 1, ...busy }], [slow])[1]).toBe('invariant slower');
});

test('a run too disturbed to tell anything says so', () => {
  const chaos = { noise: 0.6, bursts: 0.5 };
  expect(verdicts([{ seed: 1, ...chaos }], [{ seed: 2, ...chaos }])).toEqual([
    'variant unclear',
    'invariant unclear',
  ]);
});

test('a machine half as fast changes nothing: its yardstick is as slow', () => {
  expect(verdicts([{ seed: 1 }], [{ seed: 2, machine: 2 }])).toEqual(['variant alike', 'invariant alike']);
});

test('on a software adapter processor time decides, where both runs know it', () => {
  const [plain, slow] = [benchReport({ seed: 1 }), benchReport({ seed: 2, slowdown: { variant: 3 } })];
  const withProcessor = (report: BenchReport): BenchReport => ({
    ...report,
    cases: report.cases.map((one) => ({
      ...one,
      yardstick: { ...one.yardstick, processor: one.yardstick.wall.map(() => 30) },
      times: one.times.map((times) => ({ ...times, processor: times.wall.map(() => 20) })),
    })),
  });
  const verdict = (before: BenchReport, now: BenchReport) =>
    compareBenches([before], [now], TOLERANCE).changes[0].verdict;
  expect(verdict(plain, slow)).toBe('slower');
  expect(verdict(withProcessor(plain), withProcessor(slow))).toBe('alike');
  expect(verdict(plain, withProcessor(slow))).toBe('slower');
});

test('says what cannot be compared, and what it was run on', () => {
  const before = [benchReport({ seed: 1, engines: ['variant', 'pinned'] })];
  const now = [benchReport({ seed: 1, adapter: 'another' })];
  const { missing, caveats } = compareBenches(before, now, TOLERANCE);
  expect(missing).toEqual([
    'nano, f32, decode 8 at context 64, pinned: only in the run before',
    'nano, f32, decode 8 at context 64, invariant: only in the run now',
  ]);
  expect(caveats).toEqual(['another adapter: a test adapter before, another now']);
  const others = [benchReport({ seed: 1, engines: ['pinned'] })];
  expect(() => compareBenches(others, now, TOLERANCE)).toThrow('no case in common');
});
