import { expect, it } from 'vitest';
import { madeAudit } from '../audit/model/testing/made-variant.ts';
import {
  answerWords,
  costWords,
  fewTasksWords,
  intervalText,
  klText,
  millisecondsText,
  pText,
  questionWords,
  reachWords,
  timeWords,
} from './audit-model.ts';
import { frontierTable } from './audit-model-tables.ts';
import { auditLines, auditMarkdown } from './audit-model-text.ts';

const ones = (count: number) => new Array<1>(count).fill(1);
const LOSSES = [30, 31, 32, 33, 34, 35];
const WAVES = [100, 102, 98, 101, 99, 100];
const first = { id: 'bf16', passed: ones(400), losses: LOSSES, waves: WAVES };
const cheap = { ...first, id: 'q8', waves: WAVES.map((wall) => wall * 0.4) };
const audit = madeAudit([first, cheap]);

it('answers the question in words, with every variant’s figures', () => {
  expect(questionWords(audit, 1)).toMatch(/with 1 request at once\?$/);
  expect(answerWords(audit)).toBe(
    'Does any variant give 99 % of the quality of bf16 at 50 % of its cost, with 8 requests at once? Yes. q8: 1.000 (0.990 to 1.010) of the tasks (400 of 400 passed, 0 won and 0 lost, p = 1.000) at 0.40 (0.40 to 0.40) of the cost: yes.',
  );
  expect(answerWords(madeAudit([first]))).toMatch(/Nothing was measured beside it\.$/);
});

it('says where tasks are too few to say yes, and what p99 is worth', () => {
  expect(fewTasksWords(audit)).toBeNull();
  expect(fewTasksWords(madeAudit([{ ...first, passed: ones(50) }]))).toMatch(
    /^bf16 passes 50 tasks.* 381 passed/,
  );
  expect(fewTasksWords(madeAudit([{ ...first, passed: [] }]))).toBeNull();
  expect(reachWords({ batch: 1, waves: new Array(299).fill(1) })).toMatch(/its p99 is bounded\.$/);
  expect(reachWords({ batch: 8, waves: WAVES })).toMatch(
    /^8 at once: 6 waves bound quantiles up to the 60.6 %, .* slowest\.$/,
  );
});

it('writes figures as they are read', () => {
  expect(intervalText({ value: 0.5, low: 0, high: Number.POSITIVE_INFINITY }, 2)).toBe(
    '0.50 (0.00 to no bound)',
  );
  expect([9.876, 98.76, 987.6, 9876].map(millisecondsText)).toEqual([
    '9.88 ms',
    '98.8 ms',
    '987.6 ms',
    '9.88 s',
  ]);
  expect([pText(0.0004), pText(0.25)]).toEqual(['p under 0.001', 'p = 0.250']);
  expect([klText(null), klText(0), klText(0.00028)]).toEqual(['another vocabulary', '0', '2.8e-4']);
  expect(timeWords(audit.variants[0])).toBe(
    'bf16, a decode step of 8: 50.0 % in products and attention, 20.0 % in kernels that move, normalise or choose, 30.0 % outside kernels; most in head 50.0 % and residual and attention norm 20.0 %.',
  );
  expect(timeWords({ ...audit.variants[0], time: null })).toBeNull();
  expect(costWords(audit)).toMatch(/whatever an hour costs\.$/);
});

it('has a column for tasks and prices only where there are any', () => {
  const bare = madeAudit([{ ...first, passed: [] }]);
  expect(frontierTable(bare, 8).head).not.toContain('tasks passed');
  expect(frontierTable(audit, 8).head).not.toContain('1,000 requests');
  for (const table of [frontierTable(bare, 8), frontierTable(audit, 8)])
    for (const row of table.rows) expect(row).toHaveLength(table.head.length);
});

it('is one page of Markdown in which no name is markup, and one of text', () => {
  const odd = { ...audit, notes: ['a | b <script>'] };
  const text = auditMarkdown(odd);
  expect(text).toMatch(/^# Audit of made up\n/);
  expect(text).toContain('\n| variant | tasks passed |');
  expect(text).toContain('- a \\| b &lt;script&gt;');
  expect(auditLines(audit).join('\n')).toContain('\nMemory at the largest batch:\n');
});
