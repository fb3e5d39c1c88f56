import { describe, expect, test } from 'vitest';
import { DEFAULT_SERVING, type MemoryPolicy, type Serving } from './serving.ts';
import { requestOf } from './testing/requests.ts';
import { serve } from './testing/serve.ts';

const TIGHT = { maxSequences: 2, maxTokensPerStep: 64, blocks: 3 };
const under = (memory: MemoryPolicy): Serving => ({ ...DEFAULT_SERVING, memory });
const pair = [requestOf('old', 16, 20), requestOf('new', 16, 10)];

describe('swap', () => {
  test('blocks go to host memory and come back, and nothing is computed again', () => {
    const { plans, state } = serve(pair, TIGHT, under({ pressure: 'swap', hostBlocks: 4 }));
    expect(plans.flatMap(({ moves = [] }) => moves)).toEqual([
      { kind: 'swap-out', block: 1, host: 0 },
      { kind: 'swap-in', host: 0, block: 0 },
    ]);
    expect(plans.flatMap(({ swapped = [] }) => swapped)).toEqual([{ request: 'new', host: [0] }]);
    const rows = plans.flatMap(({ slices }) => slices).filter(({ request }) => request === 'new');
    expect(rows.reduce((sum, { tokens }) => sum + tokens.length, 0)).toBe(16 + 10 - 1);
    const { preempted, swapped } = state.finished.find(({ id }) => id === 'new')!;
    expect([preempted, swapped, state.host.used]).toEqual([0, 1, 0]);
  });

  test('where host memory is full, it is computed again', () => {
    const { plans, state } = serve(pair, TIGHT, under({ pressure: 'swap', hostBlocks: 0 }));
    expect(plans.flatMap(({ moves = [] }) => moves)).toEqual([]);
    const { preempted, swapped } = state.finished.find(({ id }) => id === 'new')!;
    expect([preempted, swapped]).toEqual([1, 0]);
  });

  test('one in host memory comes back though swapping is off by then', () => {
    const { state } = serve(pair, TIGHT, (step) =>
      under(step < 3 ? { pressure: 'swap', hostBlocks: 4 } : { pressure: 'recompute' }),
    );
    expect(state.finished.map(({ swapped }) => swapped)).toEqual([0, 1]);
  });
});

describe('evict', () => {
  const limits = { ...TIGHT, blocks: 6 };
  const crowd = [requestOf('old', 64, 20), requestOf('new', 16, 10)];
  const served = serve(crowd, limits, under({ pressure: 'evict', first: 4, last: 20 }));

  test('whole blocks between the first and the last tokens are dropped, and nobody gives way', () => {
    const once = { request: 'old', first: 1, blocks: 1 };
    expect(served.plans.flatMap(({ evicted = [] }) => evicted)).toEqual([once]);
    expect(served.plans.flatMap(({ preempted }) => preempted)).toEqual([]);
    expect(served.state.finished.map(({ id, evicted }) => [id, evicted])).toEqual(
      expect.arrayContaining([
        ['old', 16],
        ['new', 0],
      ]),
    );
  });

  test('the index falls back by what was dropped, the position goes on', () => {
    const places = served.plans
      .flatMap(({ slices }) => slices.filter(({ request }) => request === 'old'))
      .map(({ start, position, blocks }) => [start, position, blocks.length]);
    const at = places.findIndex(([, position]) => position !== undefined);
    expect(places.slice(at - 1, at + 2)).toEqual([
      [64, undefined, 5],
      [49, 65, 4],
      [50, 66, 4],
    ]);
  });

  test('where nothing lies between, the newest gives way', () => {
    const { plans } = serve(pair, TIGHT, under({ pressure: 'evict', first: 16, last: 16 }));
    expect(plans.flatMap(({ evicted = [] }) => evicted)).toEqual([]);
    expect(plans.flatMap(({ preempted }) => preempted)).toEqual(['new']);
  });
});
