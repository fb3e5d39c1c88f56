import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { progressOf } from '../../state/task.ts';
import { ended, forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { changeSetup } from './points-place.ts';
import { pointsStore } from './points-store.ts';
import { look, stopPoints, sweep, timePowers } from './points-work.ts';
import { TICKS } from './rows-axis.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));
vi.stubGlobal('window', { setTimeout: () => 0 });
vi.stubGlobal('history', { replaceState: () => undefined });
afterAll(() => vi.unstubAllGlobals());

const state = () => pointsStore.getState();
const pointOf = (rows: number) => ({ rows, hash: 'h' });
const hear = (question: number, points: readonly object[]) => {
  const listener = questions[question].args.at(-1);
  if (typeof listener === 'function') listener(points);
};

beforeEach(() => {
  changeSetup({ parallelism: 64 });
  forgetQuestions();
});

it('finds the bits of the M that is shown, then its time, and asks for neither again', async () => {
  void look();
  await questions[0].answer(pointOf(8));
  await questions[1].answer({ median: 1 });
  expect(state()).toMatchObject({
    points: { 8: pointOf(8) },
    times: { 8: { median: 1 } },
    work: { state: 'done' },
  });
  await look();
  expect(questions).toHaveLength(2);
});

it('shows nothing of a setup that was left', async () => {
  void sweep();
  hear(0, [pointOf(1)]);
  expect(Object.keys(state().points)).toEqual(['1']);
  changeSetup({ parallelism: 32 });
  expect(ended).toEqual([{ lane: expect.any(String) }]);
  hear(0, [pointOf(2)]);
  await questions[0].answer([pointOf(3)]);
  expect([state().points, state().work, questions.length]).toEqual([{}, { state: 'idle' }, 1]);
});

it('keeps what a sweep found when it is stopped, and does not go on to the time', async () => {
  void sweep();
  stopPoints();
  hear(0, [pointOf(1), pointOf(2)]);
  expect(progressOf(state().work)).toEqual({ doing: 'sweeping', done: 2 });
  await questions[0].fail('cancelled');
  expect([Object.keys(state().points), state().work]).toEqual([['1', '2'], { state: 'cancelled' }]);
  expect(questions).toHaveLength(1);
});

it('does not look while a sweep or the times of powers go on', async () => {
  void timePowers();
  await look();
  expect(questions).toHaveLength(1);
  for (const [index] of TICKS.entries()) await questions[index].answer({ median: 1 });
  expect([Object.keys(state().times).map(Number), state().work.state]).toEqual([[...TICKS], 'done']);
});

it('asks for no further time where it is stopped just as one comes', async () => {
  void timePowers();
  stopPoints();
  await questions[0].answer({ median: 1 });
  expect([questions.length, Object.keys(state().times), state().work.state]).toEqual([1, ['1'], 'done']);
});

it('says why it failed until something else is begun', async () => {
  void look();
  await questions[0].fail('gpu', 'lost');
  expect(state().work).toEqual({ state: 'failed', fault: { kind: 'gpu', message: 'lost' } });
  void look();
  expect(state().work.state).toBe('running');
});
