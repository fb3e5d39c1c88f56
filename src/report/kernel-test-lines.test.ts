import { expect, test } from 'vitest';
import { INITIAL_SETUP } from '../workbench/cases/setup.ts';
import { type KernelOutcome, kernelExitCode, resultOf } from '../workbench/tester/kernel-report.ts';
import { kernelTestJUnit, kernelTestLines, withBits } from './kernel-test-lines.ts';

const CHECK = { wrong: null, error: 1e-6, bound: 1e-4 };
const TESTED: KernelOutcome = {
  ...{ kind: 'tested', counterexample: null, check: CHECK, cases: 54, rows: [2, 128], contents: 1 },
  ...{ complete: true, milliseconds: 1200 },
};
const FOLLOWS: KernelOutcome = {
  ...TESTED,
  counterexample: {
    company: { rows: 9, place: 0, seed: 1, loudness: 1 },
    ...{ smallest: true, element: 3, alone: 1, here: Number.NaN, differing: 5, elements: 64, cause: 'shape' },
    check: CHECK,
  },
};
const WRONG: KernelOutcome = {
  ...TESTED,
  check: { wrong: { element: 0, found: 0, expected: 1, bound: 1e-4 }, error: 1, bound: 1e-4 },
};
const BROKEN: KernelOutcome = {
  kind: 'compile',
  messages: [
    { type: 'warning', text: 'unused', line: 1, column: 1, length: 1 },
    { type: 'error', text: "unresolved value 'nothing'", line: 9, column: 11, length: 7 },
  ],
};
const HUNG: KernelOutcome = { kind: 'hung', silent: 60_000, progress: { done: 3, total: 54, rows: 5 } };
const CRASHED: KernelOutcome = { kind: 'crashed', how: 'Signal SIGSEGV', progress: null };

const setup = { ...INITIAL_SETUP, dimensions: { terms: 320, columns: 64 }, dtype: 'f32' } as const;
const reportOf = (...outcomes: KernelOutcome[]) => ({
  ...({ version: 1, name: 'mine.wgsl', like: 'matmul', adapter: null } as const),
  tests: outcomes.map((outcome) => ({ setup, outcome })),
});

test.each([
  [TESTED, 'invariant', 0],
  [FOLLOWS, 'not-invariant', 1],
  [WRONG, 'not-invariant', 1],
  [HUNG, 'not-invariant', 1],
  [CRASHED, 'not-invariant', 1],
  [BROKEN, 'bad-input', 2],
  [{ ...TESTED, complete: false }, 'unclear', 3],
] as const)('$0.kind comes to $1 and exit code $2', (outcome, result, code) => {
  expect(resultOf(outcome)).toBe(result);
  expect(kernelExitCode(reportOf(outcome))).toBe(code);
  expect(kernelExitCode(reportOf(TESTED, outcome))).toBe(code);
});

test('bad input comes before a row that follows the batch, and that before one that cannot be told', () => {
  expect(kernelExitCode(reportOf(FOLLOWS, BROKEN))).toBe(2);
  expect(kernelExitCode(reportOf({ ...TESTED, complete: false }, FOLLOWS))).toBe(1);
});

test('the report names M, row, element and both its bits', () => {
  const text = kernelTestLines(reportOf(FOLLOWS)).join('\n');
  expect(text).toContain('mine.wgsl, like matmul\n\nK 320, N 64, f32: No: at M = 9 the bits are others.');
  expect(text).toContain('Row 0 of 9: 5 of 64 elements differ');
  expect(text).toContain('Element 3 is 0x3f800000');
});

test('an error of the compiler has its line and column, a warning is left out', () => {
  const lines = kernelTestLines(reportOf(BROKEN)).slice(2);
  expect(lines).toEqual([
    'K 320, N 64, f32: It does not compile.',
    "  line 9, column 11: unresolved value 'nothing'.",
  ]);
});

test('a process that gave no sign or died is told of, with where it was', () => {
  const text = kernelTestLines(reportOf(HUNG, CRASHED)).join('\n');
  expect(text).toContain('Ended: no sign for 60 s at M = 5.');
  expect(text).toContain('The process that ran it ended by itself.\n  Signal SIGSEGV.');
});

test('JUnit has a test for each size: passed, a failure, an error', () => {
  const xml = kernelTestJUnit(reportOf(TESTED, FOLLOWS, BROKEN));
  expect(xml).toContain('<testsuite name="mine.wgsl" tests="3" failures="1" errors="1" skipped="0"');
  expect(xml).toContain('classname="batchmates.kernel.matmul"');
  expect(xml).toContain(
    '<failure message="No: at M = 9 the bits are others." type="not-invariant">'.replace(
      /message=("[^"]*") type=("[^"]*")/,
      'type=$2 message=$1',
    ),
  );
  expect(xml).toContain('type="bad-input"');
});

test('JSON has the bits, where a NaN would be lost', () => {
  const [first] = (JSON.parse(JSON.stringify(withBits(reportOf(FOLLOWS)))) as { tests: unknown[] }).tests;
  expect(first).toMatchObject({ result: 'not-invariant', bits: { alone: '0x3f800000', here: '0x7fc00000' } });
});
