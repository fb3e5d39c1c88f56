import { expect, it } from 'vitest';
import { type CliffCell, type CliffReport, WIDTHS } from '../studies/cliffs/cliff-report.ts';
import { cliffDetail, cliffWords, formatCliffs } from './cliffs.ts';

const SAME: CliffCell = { width: 2, firstDifference: null, fork: null, maxKl: 0, stream: 0 };
const BITS: CliffCell = { width: 3, firstDifference: 1, fork: null, maxKl: 1e-9, stream: 1 };
const WORD: CliffCell = { width: 4, firstDifference: 1, fork: 33, maxKl: 0.25, stream: 2 };

it('says of a cell what differs, from where on and by how much', () => {
  expect([SAME, BITS, WORD].map(cliffWords)).toEqual(['same', 'bits 1', 'word 33']);
  expect([SAME, BITS, WORD].map(cliffDetail)).toEqual([
    '2 rows at a time: every bit is plain decoding’s.',
    '3 rows at a time: other bits from token 1 on, by 1.00e−9 nats at most; every token is the same.',
    '4 rows at a time: other bits from token 1 on, by 0.25 nats at most; another token at 33.',
  ]);
});

it('is a table of widths, in which a letter is a plan or a stream', () => {
  const cells = WIDTHS.map((width) => ({ ...(width < 4 ? BITS : WORD), width }));
  const plan = (set: 'variant' | 'invariant', operation: string, plans: readonly string[]) => ({
    ...{ set, operation, plans },
  });
  const one = new Array<string>(1 + WIDTHS.length).fill('x');
  const report: CliffReport = {
    ...{
      version: 1,
      model: { name: 'tiny', hash: 'sha256:0' },
      engine: 'cpu',
      tokens: 40,
      notes: ['a note'],
    },
    adapter: { vendor: '', architecture: '', device: '', description: '', software: false },
    plans: [
      plan('variant', 'head', ['x', ...one.slice(1).map(() => 'y')]),
      plan('invariant', 'o', one),
      plan('invariant', 'down', one),
    ],
    rows: [
      { prompt: 'Once', set: 'variant', cells },
      { prompt: 'Once', set: 'invariant', cells: WIDTHS.map((width) => ({ ...SAME, width })) },
    ],
  };
  const lines = formatCliffs(report).map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines[0]).toContain('tiny on cpu, 40 greedy tokens');
  expect(lines).toContain(' plans of head A B B B B B B B B');
  expect(lines).toContain(' Once A B b1 B b1 C w33 C w33 C w33 C w33 C w33 C w33');
  expect(lines).toContain('invariant, the control:');
  expect(lines).toContain(' plans of o, down A A A A A A A A A');
  expect(lines).toContain(' Once A A = A = A = A = A = A = A = A =');
  expect(lines.at(-1)).toBe('a note');
});
