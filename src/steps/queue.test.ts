import { describe, expect, test } from 'vitest';
import { commit } from './commit.ts';
import { addRequests, createQueue, drainFinished, type QueueState } from './queue.ts';
import { without, withoutCache } from './queue-changes.ts';
import { schedule } from './scheduler.ts';
import { type Admission, DEFAULT_SERVING, type Serving } from './serving.ts';
import { requestOf } from './testing/requests.ts';
import { sampledTokens, serve } from './testing/serve.ts';

const LIMITS = { maxSequences: 1, maxTokensPerStep: 16, blocks: 8 };
const admitting = (admission: Partial<Admission>): Serving => ({
  ...DEFAULT_SERVING,
  admission: { ...DEFAULT_SERVING.admission, ...admission },
});
const ends = ({ finished }: QueueState) =>
  Object.fromEntries(finished.map(({ id, end }) => [id, 'message' in end ? end.message : end.reason]));

describe('admission', () => {
  test('the newest beyond those that may wait are refused', () => {
    const requests = ['a', 'b', 'c', 'd'].map((id) => requestOf(id, 4, 2));
    const { state } = serve(requests, LIMITS, admitting({ mostWaiting: 1 }));
    const message = 'the queue is full: 1 request waits, which is the most that may';
    expect(ends(state)).toEqual({ a: 'length', b: 'length', c: message, d: message });
  });

  test('one that has lost its blocks waits whatever may', () => {
    const tight = { maxSequences: 2, maxTokensPerStep: 64, blocks: 3 };
    const requests = [requestOf('old', 16, 20), requestOf('new', 16, 10)];
    const { state } = serve(requests, tight, admitting({ mostWaiting: 0 }));
    expect(ends(state)).toEqual({ old: 'length', new: 'length' });
    expect(state.finished.find(({ id }) => id === 'new')?.preempted).toBe(1);
  });

  test('one whose first token is overdue is given up, and one that has begun is not', () => {
    const requests = [
      requestOf('a', 4, 9),
      requestOf('late', 4, 2, { arrival: { ms: 15 } }),
      requestOf('patient', 4, 2, { arrival: { step: 1 } }),
      requestOf('next', 40, 2, { arrival: { ms: 70 } }),
    ];
    const { state } = serve(requests, LIMITS, admitting({ firstTokenWithin: 50 }));
    expect(ends(state)).toMatchObject({ a: 'length', patient: 'length' });
    expect(ends(state).late).toBe('no first token after 55 ms, 50 ms are allowed');
    // Three steps of 16 rows: its first token comes late, though it began in time.
    const alone = serve(
      [requestOf('long', 40, 2, { arrival: { ms: 0 } })],
      LIMITS,
      admitting({ firstTokenWithin: 5 }),
    );
    expect(ends(alone.state)).toEqual({ long: 'length' });
  });

  test('one that can never fit is told so, and the others are served', () => {
    const state = addRequests(
      createQueue([], LIMITS),
      [requestOf('big', 200, 1), requestOf('a', 4, 1)],
      LIMITS,
    );
    expect(ends(state)).toEqual({ big: 'needs 13 KV blocks, the pool has 8' });
    expect(state.waiting.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('a queue that is added to', () => {
  test('keeps the order of arrival behind those that gave way', () => {
    const at = (id: string, ms: number) => requestOf(id, 4, 1, { arrival: { ms } });
    const state = addRequests(
      createQueue([at('b', 20), requestOf('first', 4, 1)], LIMITS),
      [at('a', 10), at('c', 20)],
      LIMITS,
    );
    expect(state.waiting.map(({ id }) => id)).toEqual(['first', 'a', 'b', 'c']);
    const back = { ...state.waiting[2], preempted: 1 };
    const later = addRequests({ ...state, waiting: [back] }, [at('x', 0)], LIMITS);
    expect(later.waiting.map(({ id }) => id)).toEqual(['b', 'x']);
  });

  test('gives what has ended once', () => {
    const { state } = serve([requestOf('a', 4, 1), requestOf('b', 4, 1)], LIMITS, DEFAULT_SERVING);
    const [gone, left] = drainFinished(state);
    expect([gone.map(({ id }) => id), left.finished]).toEqual([['a', 'b'], []]);
  });

  test('goes on with what was generated before, and counts it', () => {
    const resumed = requestOf('a', 4, 5, { generated: [1005, 1006] });
    const { state, plans } = serve([resumed], LIMITS, DEFAULT_SERVING);
    expect(plans[0].slices[0].tokens).toEqual([0, 1, 2, 3, 1005, 1006]);
    expect(state.finished[0].tokens).toHaveLength(9);
  });
});

describe('a queue under way', () => {
  const serving: Serving = { ...DEFAULT_SERVING, prefix: 'on', memory: { pressure: 'swap', hostBlocks: 4 } };
  const tight = { maxSequences: 2, maxTokensPerStep: 64, blocks: 3 };

  /** One runs, the other is in host memory. */
  function underWay(): QueueState {
    let state = createQueue([requestOf('old', 16, 20), requestOf('new', 17, 10)], tight);
    while (state.host.used === 0) {
      const plan = schedule(state, tight, serving, { step: state.step, ms: 0 });
      state = commit(state, plan, sampledTokens(plan));
    }
    return state;
  }

  test('loses its cache with its device: all is computed again from what is known', () => {
    const before = underWay();
    const after = withoutCache(before, tight);
    expect(after.running).toEqual([]);
    expect(
      after.waiting.map(({ id, computed, host, tokens }) => [id, computed, host, tokens.length]),
    ).toEqual([
      ['old', 0, [], before.running[0].tokens.length],
      ['new', 0, [], before.waiting[0].tokens.length],
    ]);
    expect([after.pool.freeCount, after.host.used]).toEqual([3, 0]);
  });

  test('lets a request go, with all that it holds', () => {
    const left = { kind: 'failed', message: 'its user left' } as const;
    const lost = { kind: 'failed', message: 'the device is gone' } as const;
    const state = without(without(underWay(), 'new', left), 'old', lost);
    expect(ends(state)).toEqual({ new: 'its user left', old: 'the device is gone' });
    expect([state.pool.room, state.host.used, state.running, state.waiting]).toEqual([3, 0, [], []]);
    expect(without(state, 'nobody', left)).toBe(state);
  });
});

test('nobody who comes later goes before one whose blocks are in host memory, whenever that one arrived', () => {
  const limits = { maxSequences: 2, maxTokensPerStep: 32, blocks: 3 };
  const swap: Serving = { ...DEFAULT_SERVING, memory: { pressure: 'swap', hostBlocks: 4 } };
  const requests = [requestOf('a', 15, 20), requestOf('b', 15, 20)].map((each) => ({
    ...each,
    arrival: { ms: 9 },
  }));
  let state = createQueue(requests, limits);
  for (let step = 0; state.waiting.every(({ swapped }) => swapped === 0); step++) {
    expect(step).toBeLessThan(40);
    const plan = schedule(state, limits, swap, { step, ms: 9 });
    state = commit(state, plan, sampledTokens(plan));
  }
  const [{ id: away }] = state.waiting;
  const after = addRequests(state, [requestOf('c', 4, 2)], limits);
  expect(after.waiting.map(({ id }) => id)).toEqual([away, 'c']);
});
