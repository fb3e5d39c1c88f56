import { expect, it } from 'vitest';
import type { Counterexample, Verdict } from '../workbench/tester/verdict.ts';
import { kernelVerdict } from './kernel-test.ts';

const tested: Extract<Verdict, { kind: 'tested' }> = {
  kind: 'tested',
  counterexample: null,
  check: { wrong: null, error: 1.5e-6, bound: 2e-3 },
  cases: 54,
  rows: [2, 3, 128],
  contents: 1,
  complete: true,
  milliseconds: 1234,
};
const wrong = { element: 3, found: 0, expected: 1.5, bound: 1e-5 };
const check = { wrong, error: 1.5, bound: 1e-5 };
const found: Counterexample = {
  company: { rows: 9, place: 0, seed: 1, loudness: 1 },
  smallest: true,
  element: 4,
  alone: 1,
  here: 1.5,
  differing: 60,
  elements: 64,
  cause: 'shape',
  check: { wrong: null, error: 2.5e-6, bound: 2e-3 },
};

it('says yes with what was tested, and that it is no proof', () => {
  const { tone, title, sentences } = kernelVerdict(tested);
  expect([tone, title]).toEqual(['good', 'Yes, as far as tested.']);
  expect(sentences.join(' ')).toContain('No counterexample in 54 cases in 1.2 s: M = 2, 3, 128');
  expect(sentences.join(' ')).toContain('not a proof');
  expect(sentences.join(' ')).toContain(
    'within what rounding could cause at worst: the largest error against f64 is 1.50e−6, the bound there 0.002. A mistake smaller than the bound would not be seen.',
  );
  expect(sentences.join(' ')).not.toContain('correct');
});

it('does not praise what is invariant and wrong, nor what was not tested to the end', () => {
  expect(kernelVerdict({ ...tested, check })).toMatchObject({
    tone: 'neutral',
    title: 'Invariant, as far as tested, and wrong.',
  });
  expect(kernelVerdict({ ...tested, complete: false })).toMatchObject({
    tone: 'neutral',
    title: 'No counterexample so far.',
  });
});

it('gives the smallest counterexample with both values in bits, and tells rounding from a bug', () => {
  const words = kernelVerdict({ ...tested, counterexample: found });
  expect(words.title).toBe('No: at M = 9 the bits are others.');
  expect(words.sentences.join(' ')).toContain('is 0x3f800000 (1) alone and 0x3fc00000 (1.5) here');
  expect(words.sentences.join(' ')).toContain('M = 2 to 8 were run');
  expect(words.sentences.join(' ')).toContain(
    'Both are within what rounding could cause at worst, as another order of additions would be: the largest error against f64 is 2.50e−6, the bound there 0.002.',
  );
  const bug = kernelVerdict({ ...tested, counterexample: { ...found, check } });
  expect(bug.sentences.join(' ')).toContain('This is a bug, not rounding');
});

it('says where a text is too much for a compiler, and why', () => {
  const problem = { line: 16, column: 23, text: 'the text has 8,194 names' };
  expect(kernelVerdict({ kind: 'too-much', problem })).toMatchObject({
    title: 'It was not given to the compiler.',
    sentences: ['Line 16, column 23: the text has 8,194 names.'],
  });
});

it('says of a stopped kernel what was counted, blames no loop and compares no bits', () => {
  const loop = { line: 12, within: 10, rounds: 20_000 };
  const { title, sentences } = kernelVerdict({ kind: 'stopped', rows: 3, loop });
  expect(title).toBe('Stopped at M = 3: its loops did not end in time.');
  expect(sentences[0]).toBe(
    'Of the loops under way the one at line 12, which stands in the one at line 10, had made the most rounds, 20,000 since it was entered: either a loop there does not end, or the kernel does far more than this test allows.',
  );
  expect(sentences[1]).toContain('so its bits were not compared');
  const alone = kernelVerdict({ kind: 'stopped', rows: 3, loop: { line: 12, within: null, rounds: 65_535 } });
  expect(alone.sentences[0]).toContain('the one at line 12 had made the most rounds, 65,535 or more since');
  expect(kernelVerdict({ kind: 'stopped', rows: 3, loop: null }).sentences[0]).toMatch(
    /^A loop does not end, or/,
  );
});
