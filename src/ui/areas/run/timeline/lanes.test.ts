import { describe, expect, it } from 'vitest';
import type { SliceRecord, StepRecord } from '../../../../results/record.ts';
import { lanesOf, spanInSight, stepOfToken, stepWords } from './lanes.ts';

const slice = (request: string, rows: number, token: number | null): SliceRecord => ({
  request,
  rows,
  kind: rows === 1 ? 'decode' : 'prefill',
  token,
});
const step = (slices: readonly SliceRecord[], change: Partial<StepRecord> = {}): StepRecord => ({
  rows: slices.reduce((sum, { rows }) => sum + rows, 0),
  slices,
  waiting: [],
  preempted: [],
  plans: {},
  milliseconds: 1,
  ...change,
});

const STEPS = [
  step([slice('p', 4, null)], { waiting: ['n'] }),
  step([slice('p', 2, 0)], { waiting: ['n'] }),
  step([slice('p', 1, 1), slice('n', 3, 0)]),
  step([slice('p', 1, 2)], { preempted: ['n'] }),
  step([slice('p', 1, 3), slice('n', 4, 1)]),
];

describe('lanesOf', () => {
  it('joins what goes on and keeps prefills apart', () => {
    const lanes = lanesOf(STEPS, ['p', 'n']);
    expect(lanes.get('p')).toEqual([
      { kind: 'prefill', from: 0, to: 1, rows: 4 },
      { kind: 'prefill', from: 1, to: 2, rows: 2 },
      { kind: 'decode', from: 2, to: 5, rows: 1 },
    ]);
    expect(lanes.get('n')?.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['waiting', 0, 2],
      ['prefill', 2, 3],
      ['preempted', 3, 4],
      ['prefill', 4, 5],
    ]);
  });

  it('leaves a gap where a request has no part in a step', () => {
    const steps = [step([slice('p', 1, 0)]), step([]), step([slice('p', 1, 1)])];
    expect(lanesOf(steps, ['p']).get('p')).toHaveLength(2);
  });

  it('takes a run up where it was left, and another run from its start', () => {
    const ids = ['p', 'n'];
    for (let count = 1; count <= STEPS.length; count++) {
      const begun = STEPS.slice(0, count);
      expect(lanesOf(begun, ids)).toEqual(lanesOf(structuredClone(begun), ids));
    }
    // The same run as it was before, and with another last step.
    const shorter = STEPS.slice(0, 3);
    expect(lanesOf(shorter, ids)).toEqual(lanesOf(structuredClone(shorter), ids));
    const other = [...shorter, step([slice('n', 1, 1)])];
    expect(lanesOf(other, ids)).toEqual(lanesOf(structuredClone(other), ids));
    // One that is longer and begins alike.
    expect(lanesOf(STEPS, ids)).toEqual(lanesOf(structuredClone(STEPS), ids));
  });

  it('looks at each slice of a long run of many once', () => {
    const ids = Array.from({ length: 64 }, (_, i) => `r${i}`);
    let looks = 0;
    const watched = (of: SliceRecord): SliceRecord =>
      Object.defineProperty({ ...of }, 'request', {
        get() {
          looks++;
          return of.request;
        },
      });
    const steps = Array.from({ length: 400 }, (_, at) => step(ids.map((id) => watched(slice(id, 1, at)))));
    for (let count = 1; count < 400; count++) lanesOf(steps.slice(0, count), ids);
    expect(lanesOf(steps, ids).get('r63')).toEqual([{ kind: 'decode', from: 0, to: 400, rows: 1 }]);
    expect(looks).toBe(64 * 400);
  });
});

it('gives what is in sight and a box beyond either end, within what there is', () => {
  expect(spanInSight(0, 100, 4, 1000)).toEqual({ from: 0, to: 50 });
  expect(spanInSight(1000, 100, 4, 1000)).toEqual({ from: 225, to: 300 });
  expect(spanInSight(3900, 100, 4, 1000)).toEqual({ from: 950, to: 1000 });
  expect(spanInSight(9000, 100, 4, 1000)).toEqual({ from: 1000, to: 1000 });
  expect(spanInSight(0, 100, 4, 3)).toEqual({ from: 0, to: 3 });
});

it('finds the step of a token', () => {
  expect([0, 1, 3, 4].map((token) => stepOfToken(STEPS, 'p', token))).toEqual([1, 2, 4, null]);
});

it('says a step in a line', () => {
  expect(STEPS.map(stepWords)).toEqual([
    'M = 4: 1 prefill of 4 rows, 1 waiting',
    'M = 2: 1 prefill of 2 rows, 1 waiting',
    'M = 4: 1 prefill of 3 rows, 1 decode',
    'M = 1: 1 decode, n preempted',
    'M = 5: 1 prefill of 4 rows, 1 decode',
  ]);
  expect(stepWords(step([slice('p', 1, 1)], { repeated: true }))).toBe(
    'M = 1: 1 decode, run again, since a request had ended',
  );
});
