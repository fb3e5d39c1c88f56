import { expect, it } from 'vitest';
import type { LoadStep } from '../results/load/load-record.ts';
import { firstSpanAfter, LoadScene, sceneOf, stepAt } from './load-scene.ts';

const arrived = (id: string, at: number) => ({
  ...{ id, role: 'clean' as const, tier: 0, promptTokens: 4, arrived: at },
});
const step = (
  number: number,
  slices: [string, 'prefill' | 'decode'][],
  change: Partial<LoadStep> = {},
): LoadStep => ({
  ...{ step: number, at: number * 10, milliseconds: 10, rows: slices.length, prefillRows: 0, decodeRows: 0 },
  slices: slices.map(([request, kind]) => ({ request, rows: 1, kind })),
  ...{ plan: 0, moves: [], preempted: [], waiting: 0, positions: { filled: 0, reserved: 0 } },
  blocks: { held: 0, cached: 0, free: 0 },
  ...change,
});

function small(): LoadScene {
  const scene = new LoadScene();
  scene.arrive(arrived('a', 0));
  scene.arrive(arrived('b', 5));
  scene.step(step(0, [['a', 'prefill']]));
  scene.step(
    step(1, [
      ['a', 'decode'],
      ['b', 'prefill'],
    ]),
  );
  scene.step(step(2, [['b', 'decode']]));
  scene.step(
    step(3, [
      ['a', 'decode'],
      ['b', 'decode'],
    ]),
  );
  scene.step(step(4, [['a', 'decode']], { preempted: ['b'] }));
  scene.finish('a', 50, 'done');
  scene.step(step(5, [['b', 'prefill']]));
  return scene;
}

it('makes spans without gaps of what a request did: waited, worked, was held back, lost its blocks', () => {
  const scene = small();
  const of = (id: string) => scene.laneOf(id)?.spans.map(({ state, from, to }) => [state, from, to]);
  expect(of('a')).toEqual([
    ['prefill', 0, 10],
    ['decode', 10, 20],
    ['held', 20, 30],
    ['decode', 30, 50],
  ]);
  expect(of('b')).toEqual([
    ['waiting', 5, 10],
    ['prefill', 10, 20],
    ['decode', 20, 40],
    ['preempted', 40, 50],
    ['prefill', 50, 60],
  ]);
  expect(scene.laneOf('a')).toMatchObject({ ended: 50, outcome: 'done' });
  expect(scene.end).toBe(60);
});

it('tells a swap from a recompute by the moves of its step, or by what it was told', () => {
  const scene = new LoadScene();
  for (const id of ['a', 'b']) scene.arrive(arrived(id, 0));
  scene.step(
    step(0, [
      ['a', 'prefill'],
      ['b', 'prefill'],
    ]),
  );
  scene.step(step(1, [], { preempted: ['a'], swapped: ['a'] }));
  scene.giveWay('b', 20, 'swapped');
  scene.step(step(2, [], { preempted: ['b'] }));
  expect(['a', 'b'].map((id) => scene.laneOf(id)?.idle)).toEqual(['swapped', 'swapped']);
  expect(scene.laneOf('nobody')).toBeUndefined();
});

it('leaves no pause of a real clock between two steps of one request', () => {
  const scene = new LoadScene();
  scene.arrive(arrived('a', 0));
  scene.step(step(0, [['a', 'decode']], { at: 0, milliseconds: 8 }));
  scene.step(step(1, [['a', 'decode']], { at: 10, milliseconds: 8 }));
  expect(scene.laneOf('a')?.spans).toEqual([{ state: 'decode', from: 0, to: 18 }]);
});

it('takes a record in, by arrival', () => {
  const scene = small();
  const request = {
    ...{ role: 'clean' as const, tier: 0, promptTokens: 4, tokens: [], text: '', preempted: 0, swapped: 0 },
    ...{ admitted: 0, cached: 0, evicted: 0, fingerprint: null },
  };
  const again = sceneOf(
    [
      { ...request, id: 'b', arrived: 5, tokenTimes: [20], ended: null, outcome: { kind: 'unfinished' } },
      {
        ...request,
        id: 'a',
        arrived: 0,
        tokenTimes: [10],
        ended: 50,
        outcome: { kind: 'done', reason: 'length' },
      },
    ],
    scene.steps,
  );
  expect(again.lanes.map(({ id, spans }) => [id, spans])).toEqual(
    scene.lanes.map(({ id, spans }) => [id, spans]),
  );
  expect(again.lanes[0].tokenTimes).toEqual([10]);
});

it('finds steps and spans by time', () => {
  const { steps, lanes } = small();
  expect([-1, 0, 9.9, 10, 59, 900].map((at) => stepAt(steps, at))).toEqual([-1, 0, 0, 1, 5, 5]);
  expect([0, 10, 25, 50].map((at) => firstSpanAfter(lanes[0].spans, at))).toEqual([0, 1, 2, 4]);
});
