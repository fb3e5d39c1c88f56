import { beforeEach, describe, expect, it, vi } from 'vitest';
import { labStore } from './lab-store.ts';
import { chooseExperiment } from './opening.ts';
import { cancel, certifyAdapter, run, runBeside } from './running.ts';
import { certificateOf } from './testing/certificate.ts';
import { ended, forgetQuestions, questions } from './testing/fake-client.ts';

vi.mock('./client.ts', () => import('./testing/fake-client.ts'));
vi.mock('./data-addresses.ts', () => ({ modelsUrl: () => 'https://example.org/models/' }));

const first = labStore.getState();
const state = () => labStore.getState();
const RECORD = { arms: [] };

beforeEach(() => {
  labStore.setState(first, true);
  forgetQuestions();
});

/** A batch of news from the worker. */
const tell = (...news: readonly object[]) => {
  const listener = questions[0].args.at(-1);
  if (typeof listener === 'function') listener(news);
};

describe('a run', () => {
  it('goes from the first byte to the record, and lets nothing else be opened or run', async () => {
    void run();
    tell({ type: 'loading', loaded: 5, total: 10 });
    expect(state().status).toEqual({
      state: 'running',
      progress: { stage: 'loading', bytes: { loaded: 5, total: 10 } },
    });
    const other = state().experiments[1];
    await runBeside(other.experiment);
    chooseExperiment(other.id);
    expect([questions.length, state().chosen, state().refused]).toEqual([
      1,
      first.chosen,
      expect.stringContaining('A run is under way.'),
    ]);
    await questions[0].answer(RECORD);
    expect([state().status, state().view.record]).toEqual([{ state: 'done', result: null }, RECORD]);
  });

  it('is stopping until it has ended, whatever comes until then', async () => {
    void run();
    await cancel();
    tell({ type: 'opening', arm: 'alone', index: 0, arms: 2 });
    await cancel();
    expect([state().status.state, ended.length]).toEqual(['stopping', 1]);
    await questions[0].fail('cancelled');
    expect(state().status).toEqual({ state: 'cancelled' });
  });

  it('fails with its fault', async () => {
    void run();
    await questions[0].fail('gpu', 'lost');
    expect(state().status).toEqual({ state: 'failed', fault: { kind: 'gpu', message: 'lost' } });
  });
});

it.each([
  ['is made', (certificate: object) => questions[0].answer(certificate), 'done'],
  ['is cancelled', () => questions[0].fail('cancelled'), 'done'],
  ['fails', () => questions[0].fail('gpu'), 'failed'],
])('a certificate that %s leaves the latest run’s results', async (_, end, status) => {
  void run();
  await questions[0].answer(RECORD);
  forgetQuestions();
  void certifyAdapter();
  expect(state().status).toEqual({ state: 'running', progress: { stage: 'certifying', done: 0 } });
  await end(certificateOf('k'));
  expect([state().status.state, state().view.record]).toEqual([status, RECORD]);
});
