import { expect, test } from 'vitest';
import { linesOf, reportOf } from '../audit/behaviour/testing/transcripts.ts';
import { behaviourFinding, behaviourLines } from './audit-behaviour.ts';
import { behaviourCsv, behaviourMarkdown } from './audit-behaviour-files.ts';

const HOSTILE = '=HYPERLINK("http://x") <b>|\u001b[31m ';
const before = Array.from({ length: 20 }, (_, i) => ({ id: `=q${i}`, completion: `It is ${i}.` }));
const now = before.map((each, i) => (i < 10 ? { ...each, completion: HOSTILE.repeat(8) } : each));
const two = () => reportOf(linesOf('a.jsonl', before), linesOf('b|<i>.jsonl', now));

test('the finding names what differs, and that nothing does', async () => {
  expect(behaviourFinding(await two())).toMatch(/went in circles \+50 points \[\+\d/);
  const same = await reportOf(linesOf('a', before), linesOf('b', before));
  expect(behaviourFinding(same)).toBe('No measure differs after Holm’s correction over 6 tests.');
  const alone = await reportOf(linesOf('a', now));
  expect(behaviourFinding(alone)).toMatch(/^20 answers\. 50 % \[/);
});

test('a terminal gets no escape, a spreadsheet no formula, a page of Markdown no markup', async () => {
  const report = await two();
  expect(behaviourLines(report).join('\n')).not.toContain('\u001b');
  const csv = behaviourCsv(report);
  expect(csv.split('\r\n')).toHaveLength(1 + report.measures.length + 5 + 1);
  expect(csv).not.toMatch(/(^|,)"?\s*[=+@-][A-Za-z(]/m);
  expect(csv).toContain('"\'=HYPERLINK');
  const markdown = behaviourMarkdown(report);
  expect(markdown).not.toMatch(/<[bi]>/);
  for (const row of markdown.split('\n').filter((line) => line.startsWith('| ')))
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
});

test('names stand to the left, figures to the right', async () => {
  const lines = behaviourLines(await two());
  expect(lines.filter((line) => /^(≠ | {2})\S.* {2}\S/.test(line)).length).toBeGreaterThanOrEqual(6);
  expect(lines.some((line) => line.startsWith('≠ went in circles'))).toBe(true);
});

test('minus is a sign, shares are points, unbounded ends are told', async () => {
  const one = await reportOf(linesOf('a', [{ completion: 'a b c' }]));
  expect(behaviourLines(one).join('\n')).toContain('3 [?, ?]');
});
