import { expect, test } from 'vitest';
import { GpuLostError } from '../../gpu/errors.ts';
import { type LoadLine, type RunLine, readLines } from '../../results/load/load-lines.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { linesSink } from './lines-sink.ts';
import { resumedArm } from './resumed.ts';
import { runLoad } from './run-load.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';
import { losingEngine } from './testing/losing-engine.ts';

const EFFORT = { from: 1, to: 6, least: 2 };
const RUN: RunLine = {
  ...{ type: 'run', version: 1, experiment: 'e', model: 'm', engine: 'cpu', clock: 'virtual' },
};

/** Twelve who come nearly at once, three at a time, each for up to 20 tokens. */
function crowded() {
  const crowd = evenCrowd(12, 1).map((request) => ({ ...request, maxNewTokens: 20 }));
  const { arms, ...load } = loadOf(crowd, { maxSequences: 3, maxTokensPerStep: 32, blocks: 24 });
  const [arm] = arms;
  return {
    ...load,
    arms: [{ ...arm, spec: { ...arm.spec, serving: { ...DEFAULT_SERVING, effort: EFFORT } } }],
  };
}

const budgetsOf = ({ requests }: LoadArm) =>
  requests.map(({ id, budget, tokens }) => [id, budget?.newTokens, tokens.length]);

test('the record tells of each request what it was left, of how much, when and beside how many', async () => {
  const record = await runLoad(crowded(), { ...tinySetting(), keeping: { requests: true, steps: true } });
  const [{ requests, steps }] = record.arms;
  for (const { budget, admitted, tokens } of requests) {
    expect(budget).toMatchObject({ asked: 20, at: admitted });
    expect(tokens).toHaveLength(budget!.newTokens);
  }
  expect(new Set(requests.map(({ budget }) => budget!.newTokens)).size).toBeGreaterThan(3);
  expect(Math.min(...requests.map(({ budget }) => budget!.newTokens))).toBe(2);
  const told = steps.flatMap(({ budgets = [] }) => budgets);
  expect(told.toSorted()).toEqual(
    requests.map(({ id, budget }) => [id, budget!.newTokens, budget!.waiting]).toSorted(),
  );
});

test('what is left of an answer is the beginning of the whole one', async () => {
  const { arms, ...load } = crowded();
  const whole = arms.map((arm) => ({ ...arm, spec: { ...arm.spec, serving: DEFAULT_SERVING } }));
  const [left] = (await runLoad(crowded(), tinySetting())).arms;
  const [all] = (await runLoad({ ...load, arms: whole }, tinySetting())).arms;
  for (const { id, tokens } of left.requests) {
    const asked = all.requests.find((request) => request.id === id)!;
    expect(asked).not.toHaveProperty('budget');
    expect(tokens).toEqual(asked.tokens.slice(0, tokens.length));
  }
  expect(left.mechanisms.shortened).toBeGreaterThan(6);
  expect(all.mechanisms).not.toHaveProperty('shortened');
});

test('a run that goes on leaves whoever had begun what it was left before', async () => {
  let text = `${JSON.stringify(RUN)}\n`;
  const write = (line: LoadLine) => {
    text += `${JSON.stringify(line)}\n`;
  };
  const setting = { ...tinySetting(), sinkOf: (arm: string) => linesSink(arm, write) };
  let steps = 0;
  const engine = losingEngine(() => (++steps === 12 ? 'after' : null));
  await expect(runLoad(crowded(), { ...setting, engine })).rejects.toThrow(GpuLostError);
  const before = resumedArm(readLines(text, RUN).arms.get('crowd')!);
  const begun = [...before.under].map(([id, { budget }]) => [id, budget!.newTokens]);
  expect(begun).toHaveLength(3);
  const { arms } = await runLoad(crowded(), { ...setting, resumed: new Map([['crowd', before]]) });
  const after = new Map(budgetsOf(arms[0]).map(([id, newTokens, length]) => [id, [newTokens, length]]));
  for (const [id, newTokens] of begun) expect(after.get(id)).toEqual([newTokens, newTokens]);
});

test('a lost device takes nobody’s budget away', async () => {
  let steps = 0;
  const engine = losingEngine(() => (++steps === 9 ? 'before' : null));
  const reopen = () => Promise.resolve(losingEngine(() => null));
  const { arms } = await runLoad(crowded(), { ...tinySetting(), engine, reopen });
  for (const [, newTokens, length] of budgetsOf(arms[0])) expect(length).toBe(newTokens);
});
