import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALLOWED_SKIPS, unexplainedSkips } from './allowed-skips.ts';
import {
  formatCounts,
  MOST_FLAKY,
  playwrightCounts,
  playwrightNames,
  vitestCounts,
  vitestFlaky,
  vitestSkips,
} from './test-report.ts';

const file = (status: string, ...tests: string[]) => ({
  name: 'x.test.ts',
  status,
  assertionResults: tests.map((test, i) => ({ status: test, fullName: `test ${i}` })),
});

describe('vitestCounts', () => {
  it('adds up files, and takes what neither passed nor failed as skipped', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'skipped', 'todo'),
        file('failed', 'passed', 'failed', 'pending'),
      ],
    };
    expect(vitestCounts(report)).toEqual({ passed: 2, failed: 1, skipped: 3 });
    expect(vitestSkips(report)).toEqual(['test 1', 'test 2', 'test 2']);
  });

  it('counts a file that fails without a failing test', () => {
    const report = { testResults: [file('failed'), file('failed', 'skipped'), file('passed', 'passed')] };
    expect(vitestCounts(report)).toEqual({ passed: 1, failed: 2, skipped: 1 });
  });
});

describe('vitestFlaky', () => {
  it('names what failed before it passed, and no test that failed to the end', () => {
    const tried = (fullName: string, status: string, ...failureMessages: string[]) => ({
      fullName,
      status,
      failureMessages,
    });
    const tests = [
      tried('at once', 'passed'),
      tried('later', 'passed', 'too early'),
      tried('never', 'failed', 'no'),
    ];
    const report = { testResults: [{ name: 'x.test.ts', status: 'failed', assertionResults: tests }] };
    expect(vitestFlaky(report)).toEqual(['later']);
    expect(vitestFlaky({ testResults: [file('passed', 'passed')] })).toEqual([]);
  });
});

describe('playwrightCounts', () => {
  const counts = (flaky: number) => {
    const stats = { expected: 5, unexpected: 1, flaky, skipped: 2 };
    return playwrightCounts({ stats, errors: [{ message: 'no server' }], suites: [] });
  };

  it('counts errors outside tests as failures', () => {
    expect(counts(0)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('lets few tests pass at their second try, and no more', () => {
    expect(counts(MOST_FLAKY)).toEqual({ passed: 5 + MOST_FLAKY, failed: 2, skipped: 2 });
    expect(counts(MOST_FLAKY + 1)).toEqual({ passed: 5, failed: 3 + MOST_FLAKY, skipped: 2 });
  });
});

describe('playwrightNames', () => {
  it('names the tests of nested suites by their outcome', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const inner = { title: 'the needle', specs: [spec('forks', 'skipped'), spec('fits', 'expected')] };
    const file = {
      title: 'needle.spec.ts',
      specs: [spec('opens', 'skipped'), spec('draws', 'flaky')],
      suites: [inner],
    };
    expect(playwrightNames({ suites: [file] }, 'skipped')).toEqual([
      'needle.spec.ts opens',
      'needle.spec.ts the needle forks',
    ]);
    expect(playwrightNames({ suites: [file] }, 'flaky')).toEqual(['needle.spec.ts draws']);
  });
});

describe('unexplainedSkips', () => {
  it('lets the listed ones go, under whatever suite, and nothing that only begins or ends alike', () => {
    const [{ test }] = ALLOWED_SKIPS;
    const others = [`${test} again`, `un${test}`, 'the kernels (skipped: no WebGPU adapter) gives bits'];
    expect(unexplainedSkips([test, `the engine ${test}`, ...others])).toEqual(others);
  });

  it('every entry is a test that is there and that can be skipped', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(`src/${name}`, 'utf8'))
      .filter((text) => /\bskip(If)?\(/.test(text));
    for (const { test } of ALLOWED_SKIPS)
      expect(
        sources.filter((text) => text.includes(`'${test}'`)),
        test,
      ).toHaveLength(1);
  });
});

describe('formatCounts', () => {
  it.each([
    [{ passed: 123, failed: 0, skipped: 2 }, '123 passed, 0 failed, 2 skipped'],
    [{ passed: 7, failed: 1, skipped: 0 }, '7 passed, 1 failed'],
  ])('%o', (counts, line) => {
    expect(formatCounts(counts)).toBe(line);
  });
});
