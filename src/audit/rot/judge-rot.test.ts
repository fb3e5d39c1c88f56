import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rotCosts, rotUnable, rotUpgrades, rotWorths } from './judge-rot.ts';
import type { RotReport } from './rot-report.ts';
import { rotReport, rotRun } from './testing/rot-report.ts';

const OTHER = [
  [1, 2, 3],
  [1, 9, 8],
];

test('staying behind is a ratio to the current release, with its interval', () => {
  const [cost, ...others] = rotCosts(rotReport(rotRun('1.0', { slow: 1.5, seed: 2 }), rotRun('2.0')));
  expect(others).toEqual([]);
  expect(cost).toMatchObject({ release: '1.0', engine: 'ort-wasm' });
  expect(cost.ratio.low).toBeGreaterThan(1.4);
  expect(cost.ratio.high).toBeLessThan(1.6);
});

test('an upgrade is silent where bits change and tokens do not, and is judged between releases that run', () => {
  const report = rotReport(
    rotRun('1.0'),
    rotRun('1.5', { problem: 'no such operator' }),
    rotRun('2.0', { bits: ['a', 'c'] }),
    rotRun('3.0', { bits: ['d', 'e'], tokens: OTHER }),
  );
  expect(rotUpgrades(report)).toEqual([
    {
      engine: 'ort-wasm',
      from: '1.0',
      to: '2.0',
      otherBits: ['long'],
      otherTokens: [],
      tokens: { differ: 0, of: 6 },
    },
    {
      ...{ engine: 'ort-wasm', from: '2.0', to: '3.0', otherBits: ['short', 'long'], otherTokens: ['long'] },
      tokens: { differ: 2, of: 6 },
    },
  ]);
  expect(rotUnable(report).map(({ release, problem }) => [release, problem])).toEqual([
    ['1.5', 'no such operator'],
  ]);
  expect(
    rotWorths(report).map(({ release, asReference, invariant }) => [release, asReference, invariant]),
  ).toEqual([
    ['1.0', 2, 2],
    ['2.0', 2, 2],
    ['3.0', 1, 2],
  ]);
});

test('where the current release cannot run it, nothing is held against it', () => {
  expect(rotCosts(rotReport(rotRun('1.0'), rotRun('2.0', { problem: 'gone' })))).toEqual([]);
});

test('the shipped figures can be read: every run answers every prompt or says why not', () => {
  const report = JSON.parse(readFileSync('public/audit/rot.json', 'utf8')) as RotReport;
  for (const { problem, answers, together } of report.runs) {
    const answered = problem === null ? report.prompts.length : 0;
    expect([answers.length, together.length]).toEqual([answered, answered]);
  }
  expect(rotCosts(report).length).toBeGreaterThan(3);
});
