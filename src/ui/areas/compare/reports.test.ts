import { beforeEach, expect, it, vi } from 'vitest';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import { emptyView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { compareWork, fetchPair, replayPair } from './reports.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const [one, two] = ['p', 'q'].map((probe) => ({ a: 'alone', b: 'company', probe, forced: false }));
const [first, second] = [one, two].map(pairKeyOf);
const reports = () => labStore.getState().view.reports;
/** Results of a run that is over; each is another run. */
const showRun = () => labStore.setState({ view: { ...emptyView, source: 'live', record: {} as RunRecord } });

beforeEach(() => {
  showRun();
  forgetQuestions();
});

it('fetches once what several ask for, and not again', async () => {
  void fetchPair(one);
  void fetchPair(one);
  expect(questions).toHaveLength(1);
  await questions[0].answer('series');
  await fetchPair(one);
  expect([questions.length, reports().pairs[first]]).toEqual([1, 'series']);
});

it('has work wait for work, and keeps the report of each', async () => {
  void replayPair(one);
  void replayPair(two);
  void replayPair(two);
  expect([compareWork(first), compareWork(second), questions.length]).toEqual([
    { state: 'running', progress: { done: 0, total: 0 } },
    { state: 'running', progress: null },
    2,
  ]);
  await questions[0].answer('forced');
  await questions[1].fail('cancelled');
  expect([compareWork(first), compareWork(second)]).toEqual([{ state: 'idle' }, { state: 'idle' }]);
  expect(reports().forced).toEqual({ [first]: 'forced' });
});

it('says why work failed until it is begun again', async () => {
  void replayPair(one);
  await questions[0].fail('gpu', 'lost');
  expect(compareWork(first)).toEqual({ state: 'failed', fault: { kind: 'gpu', message: 'lost' } });
  void replayPair(one);
  expect(compareWork(first).state).toBe('running');
  await questions[1].fail('cancelled');
});

it('keeps nothing of another run', async () => {
  void replayPair(one);
  void fetchPair(two);
  showRun();
  for (const question of questions) await question.answer('of the run before');
  expect([reports().forced, reports().pairs, compareWork(first)]).toEqual([{}, {}, { state: 'idle' }]);
});
