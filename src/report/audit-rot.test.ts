import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RotReport } from '../audit/rot/rot-report.ts';
import { rotReport, rotRun } from '../audit/rot/testing/rot-report.ts';
import { rotAnswer, rotLines } from './audit-rot.ts';

const OTHER = [
  [1, 2, 3],
  [1, 9, 8],
];

test('the answer names what staying cost, what upgrading cost, what changed silently, and who is wrong', () => {
  const said = rotAnswer(
    rotReport(
      rotRun('1.0', { slow: 1.5 }),
      rotRun('2.0', { slow: 0.5, bits: ['a', 'c'] }),
      rotRun('3.0', { bits: ['d', 'e'], tokens: OTHER }),
    ),
  );
  expect(said).toEqual([
    expect.stringMatching(/^Staying behind cost at most 1\.50 .* times the time of 3\.0: 1\.0, /),
    expect.stringMatching(/^An upgrade can cost too: 2\.0 took 0\.50 /),
    '2 of 2 upgrades changed bits, 1 changed tokens.',
    expect.stringMatching(/^Not every release is right: 3\.0 .*1 of 2 answers/),
  ]);
});

test('the shipped figures are told without a hole, and who cannot run it on one line', () => {
  const lines = rotLines(JSON.parse(readFileSync('public/audit/rot.json', 'utf8')) as RotReport);
  expect(lines.join(' ')).not.toMatch(/NaN|undefined|\n/);
  expect(lines.some((line) => line.includes('cannot run it'))).toBe(true);
});
