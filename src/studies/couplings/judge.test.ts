import { expect, it } from 'vitest';
import type { LoadRequest } from '../../results/load/load-record.ts';
import type { Task } from '../tasks/task-file.ts';
import { effectBetween } from './judge.ts';

const REQUEST: LoadRequest = {
  ...{ id: 'probe', role: 'probe', tier: 0, promptTokens: 3, arrived: 5, admitted: 0 },
  ...{
    tokenTimes: [7, 9],
    tokens: [1, 2],
    text: 'ok',
    ended: 9,
    outcome: { kind: 'done', reason: 'length' },
  },
  ...{ preempted: 0, swapped: 0, cached: 0, evicted: 0, fingerprint: '2:a' },
};
const arm = (...changes: Partial<LoadRequest>[]) => ({
  requests: changes.map((change) => ({ ...REQUEST, ...change })),
});
const effect = (change: Partial<LoadRequest>) => effectBetween(arm({}), arm(change), []);

it('tells tokens before bits before times', () => {
  expect(effect({})).toEqual({
    ...{ effect: 'nothing', probe: null, position: null, passed: null },
    time: { before: 4, after: 4 },
  });
  expect(effect({ tokenTimes: [7, 10] })).toMatchObject({ effect: 'time', probe: 'probe' });
  expect(effect({ tokenTimes: [7, 10], fingerprint: '2:b' })).toMatchObject({
    effect: 'bits',
    position: null,
  });
  expect(effect({ tokens: [1, 3], fingerprint: '2:b' })).toMatchObject({ effect: 'tokens', position: 1 });
});

it('takes an answer that ended sooner, or never came, for other tokens', () => {
  expect(effect({ tokens: [1] })).toMatchObject({ effect: 'tokens', position: 1 });
  const refused = { tokens: [], fingerprint: null, outcome: { kind: 'refused', message: 'full' } } as const;
  expect(effect(refused)).toMatchObject({ effect: 'tokens', position: 0 });
});

it('counts times from a request’s own arrival', () => {
  expect(effect({ arrived: 105, tokenTimes: [107, 109] }).effect).toBe('nothing');
});

it('looks at probes alone, and gives the strongest of them', () => {
  const others = { role: 'noise', tokens: [4] } as const;
  expect(effectBetween(arm({ role: 'noise' }), arm(others), []).effect).toBe('nothing');
  const two = effectBetween(
    arm({ id: 'a' }, { id: 'b' }, { id: 'c' }),
    arm({ id: 'a', fingerprint: '2:b' }, { id: 'b', tokens: [1, 9] }, { id: 'c', tokenTimes: [8, 9] }),
    [],
  );
  expect(two).toMatchObject({ effect: 'tokens', probe: 'b' });
});

it('puts a pass rate that moves above all, of the tasks that were asked', () => {
  const asked = { kind: 'k', difficulty: 1, prompt: '?', scoring: 'exact', maxNewTokens: 2 } as const;
  const tasks: Task[] = [
    { ...asked, id: 'probe', answer: 'ok' },
    { ...asked, id: 'other', answer: 'ok' },
  ];
  const passed = (after: Partial<LoadRequest>) => effectBetween(arm({}), arm(after), tasks);
  expect(passed({ text: 'no', tokens: [1, 3] })).toMatchObject({
    effect: 'pass rate',
    position: 1,
    passed: { before: 1, after: 0, of: 1 },
  });
  expect(passed({ tokens: [1, 3] })).toMatchObject({
    effect: 'tokens',
    passed: { before: 1, after: 1, of: 1 },
  });
});

it('measures time whatever else is other: to the last token, over the probes that are answered in both', () => {
  const refused = { tokens: [], tokenTimes: [], outcome: { kind: 'refused', message: 'full' } } as const;
  const found = effectBetween(
    arm({ id: 'a' }, { id: 'b', tokenTimes: [7, 11] }, { id: 'c' }),
    arm({ id: 'a', tokens: [1, 9], tokenTimes: [8, 15] }, { id: 'b', arrived: 6 }, { id: 'c', ...refused }),
    [],
  );
  expect(found).toMatchObject({ effect: 'tokens', time: { before: 5, after: 6.5 } });
  expect(effectBetween(arm({}), arm(refused), []).time).toBeNull();
});
