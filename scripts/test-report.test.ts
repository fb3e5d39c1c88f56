import { describe, expect, it } from 'vitest';
import { formatCounts, playwrightCounts, skippedNames, vitestCounts } from './test-report.ts';

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
    expect(skippedNames(report)).toEqual(['test 1', 'test 2', 'test 2']);
  });

  it('counts a file that fails without a failing test', () => {
    const report = { testResults: [file('failed'), file('failed', 'skipped'), file('passed', 'passed')] };
    expect(vitestCounts(report)).toEqual({ passed: 1, failed: 2, skipped: 1 });
  });
});

describe('playwrightCounts', () => {
  it('counts flaky tests and errors outside tests as failures', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [{ message: 'no server' }] })).toEqual({
      passed: 5,
      failed: 3,
      skipped: 2,
    });
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
