import { expect, test } from 'vitest';
import { TABLE } from '../../lab/load/testing/load-setting.ts';
import { fakeEngine, idModel } from '../../lab/testing/fake-engine.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import { runTaskLoad, type TaskLoad, taskLoadExperiment } from './load-tasks.ts';
import type { Task } from './task-file.ts';

/** A token is a letter: 0 is `a`. */
const letters: TextCodec = {
  ...{ size: 26, chat: null, notes: [] },
  encode: (text) => Array.from(text, (letter) => letter.charCodeAt(0) - 97),
  decode: (tokens) => String.fromCharCode(...tokens.map((token) => token + 97)),
  tokenText: (token) => String.fromCharCode(token + 97),
};
const model: LoadedModel = { ...idModel(), tokenizer: letters };

/** Of 1 to 12 letters, each right where none is cut off. */
const TASKS = Array.from({ length: 12 }, (_, i): Task => {
  const task = { kind: 'long', difficulty: 1, prompt: 'abc', scoring: 'exact' } as const;
  return { ...task, id: `t${i}`, answer: 'h'.repeat(i + 1), maxNewTokens: i + 1 };
});
const load = (perSecond: number, effort: TaskLoad['effort']): TaskLoad => ({
  ...{ perSecond, effort, seed: 3, arm: { set: 'invariant', dtype: 'f32', batch: 2 } },
});
const ran = (perSecond: number, effort: TaskLoad['effort']) =>
  runTaskLoad(TASKS, load(perSecond, effort), {
    ...{ model, engine: fakeEngine(() => ({})), clock: 'virtual', table: TABLE },
  });

test('tasks come in one order and at the same times whatever serves them', () => {
  const [whole, shrinks] = [null, { from: 0, to: 2, least: 1 }].map((effort) =>
    taskLoadExperiment(TASKS, load(50, effort), model),
  );
  expect(whole.requests).toEqual(shrinks.requests);
  const times = whole.requests.map(({ arrival }) =>
    typeof arrival === 'object' && 'ms' in arrival ? arrival.ms : 0,
  );
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(whole.requests.map(({ id }) => id)).not.toEqual(TASKS.map(({ id }) => id));
});

test('whole answers pass under any load; those that shrink with the queue lose their ends', async () => {
  const effort = { from: 0, to: 3, least: 2 };
  const [idle, whole, shrinks] = [await ran(0.5, effort), await ran(5000, null), await ran(5000, effort)];
  expect([idle.overall.rate, whole.overall.rate]).toEqual([1, 1]);
  expect(idle.meanBudget).toBe(6.5);
  expect(shrinks.overall.rate).toBeLessThan(0.8);
  expect(shrinks.meanBudget).toBeLessThan(6.5);
  expect(shrinks.metrics.duration).toBeLessThan(whole.metrics.duration);
  expect(shrinks.behaviour.length.mean).toBeCloseTo(shrinks.meanBudget);
});
