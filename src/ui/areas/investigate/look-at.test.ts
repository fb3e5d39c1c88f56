import { describe, expect, it } from 'vitest';
import type { Agreement } from '../../../studies/search/probe-run.ts';
import type { Answer } from '../../../studies/search/question.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { placeOfAnswer } from './look-at.ts';
import type { Asked } from './search-store.ts';

const [{ experiment }] = bundledExperiments;
const [[a, b]] = experiment.compare;
const pair = { a, b, probe: 'needle' };
const asked: Asked = {
  ...{ id: 1, experiment, answer: null },
  question: { kind: 'blame', pair, tokens: null },
  now: { state: 'cancelled' },
};
const same = { pair, settings: null };
const agreement = (fork: number | null, firstDifference: number | null): Agreement => {
  return { identical: firstDifference === null, fork, firstDifference, positions: 9 };
};
const place = (answer: Answer) => placeOfAnswer(asked, answer)?.place;

describe('placeOfAnswer', () => {
  it('is the fork, else the first token whose bits differ', () => {
    const blame = (company: Agreement | null): Answer => ({
      kind: 'blame',
      ...same,
      company,
      neighbours: [],
    });
    expect(place(blame(agreement(7, 2)))).toEqual({ ...pair, position: 7 });
    expect(place(blame(agreement(null, 2)))).toEqual({ ...pair, position: 2 });
    expect(place(blame(agreement(null, null)))).toBeUndefined();
    expect(place(blame(null))).toBeUndefined();
  });

  it('is of the kernels as they are, whatever was made invariant after that', () => {
    const subsets = [
      { invariant: [], agreement: agreement(4, 0) },
      { invariant: ['matmul' as const], agreement: agreement(null, null) },
    ];
    expect(place({ kind: 'culprit', ...same, comparable: true, subsets, culprits: null })?.position).toBe(4);
  });

  it('is in the batch that was found, where one was', () => {
    const found = { ...experiment, compare: [['alone', 'small']] as const };
    const report = {
      ...same,
      kind: 'flip',
      asItIs: null,
      invariant: false,
      seed: 1,
      trials: [],
      shrinks: [],
    } as const;
    const flip = { fork: 3, margin: 0, shared: '', alone: 'a', company: 'b' };
    expect(placeOfAnswer(asked, { ...report, flip, experiment: found })).toEqual({
      experiment: found,
      place: { a: 'alone', b: 'small', probe: 'needle', position: 3 },
    });
    expect(place({ ...report, flip: null, experiment: null })).toBeUndefined();
  });
});
