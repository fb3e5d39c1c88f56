import { expect, it } from 'vitest';
import type { Verdict } from '../../../workbench/tester/verdict.ts';
import { verdictText, wasRun } from './verdict-words.ts';

it('says what became of a kernel that hung or lost its device', () => {
  const progress = { done: 1, total: 2, rows: 7 };
  expect(verdictText({ kind: 'hung', silent: 15_000, progress }).sentences[0]).toContain(
    'for 15 seconds at M = 7',
  );
  const hung = verdictText({ kind: 'hung', silent: 15_000, progress }).sentences.join(' ');
  expect(hung).toContain('a very slow kernel, a compiler');
  expect(hung).not.toContain('Loops are counted and end');
  const fault = { kind: 'gpu', operation: 'device', message: 'lost (unknown): gone' } as const;
  expect(verdictText({ kind: 'fault', fault }).title).toBe('The device was lost.');
});

it('tells how a kernel was run only of one that was', () => {
  const problem = { line: 3, column: 1, text: 'the text is too long' };
  const ran = (verdict: Verdict) => wasRun({ kind: 'verdict', verdict });
  expect(ran({ kind: 'compile', messages: [] })).toBe(false);
  expect(ran({ kind: 'too-much', problem })).toBe(false);
  expect(ran({ kind: 'stopped', rows: 1, loop: null })).toBe(true);
});
