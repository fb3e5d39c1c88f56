import { expect, test } from 'vitest';
import { runLoad } from '../../../../../lab/load/run-load.ts';
import { StepCost } from '../../../../../lab/load/step-cost.ts';
import { evenCrowd, loadOf, TABLE, tinySetting } from '../../../../../lab/load/testing/load-setting.ts';
import { DEFAULT_SERVING, type Serving } from '../../../../../steps/serving.ts';
import { answeredAfter, firstTokenAfter, serveCrowd } from './serve-crowd.ts';

const LIMITS = { maxSequences: 4, maxTokensPerStep: 32, blocks: 6 };
const CROWD = evenCrowd(30, 3, 24);

const SERVINGS: readonly Partial<Serving>[] = [
  {},
  { memory: { pressure: 'swap', hostBlocks: 16 } },
  { memory: { pressure: 'evict', first: 16, last: 16 } },
  { policy: { kind: 'shortest' } },
  { admission: { mostWaiting: 3, firstTokenWithin: null } },
];

test.each(SERVINGS)('%j: as the same crowd runs under load, with an engine', async (part) => {
  const serving = { ...DEFAULT_SERVING, ...part };
  const resolved = loadOf(CROWD, LIMITS);
  const hostBlocks = serving.memory.pressure === 'swap' ? serving.memory.hostBlocks : 0;
  const arms = resolved.arms.map((arm) => ({
    ...arm,
    spec: { ...arm.spec, serving, limits: { ...arm.spec.limits, hostBlocks } },
  }));
  const { arms: ran } = await runLoad({ ...resolved, arms }, { ...tinySetting(), table: TABLE });
  const comers = CROWD.map(({ promptTokens, maxNewTokens, arrival, ...who }) => ({
    ...{ ...who, promptTokens: promptTokens.length, answerTokens: maxNewTokens },
    ms: 'ms' in arrival ? arrival.ms : 0,
  }));
  const { served, scene } = serveCrowd(comers, { limits: LIMITS, serving, cost: new StepCost(TABLE) });
  const [{ requests, mechanisms, metrics }] = ran;
  for (const { id, arrived, tokenTimes, preempted, swapped, evicted, outcome } of requests)
    expect(served.get(id), id).toEqual({
      ...{ arrived, tokenTimes, gaveWay: preempted + swapped, evicted },
      refused: outcome.kind === 'refused' ? outcome.message : null,
    });
  expect([scene.steps.length, served.size]).toEqual([mechanisms.steps, CROWD.length]);
  const gave = [...served.values()].reduce((sum, { gaveWay }) => sum + gaveWay, 0);
  if (part.admission) expect(metrics.refused).toBeGreaterThan(0);
  else expect(gave).toBeGreaterThan(0);
});

test('of whom nothing is known is said', () => {
  const run = serveCrowd([], { limits: LIMITS, serving: DEFAULT_SERVING, cost: new StepCost(TABLE) });
  expect(() => firstTokenAfter(run, 'you')).toThrow('the crowd has no request you');
  const you = { id: 'you', role: 'probe' as const, tier: 0, promptTokens: 200, answerTokens: 1, ms: 0 };
  const refused = serveCrowd([you], { limits: LIMITS, serving: DEFAULT_SERVING, cost: new StepCost(TABLE) });
  expect(refused.served.get('you')?.refused).toBe('needs 13 KV blocks, the pool has 6');
  expect(() => answeredAfter(refused, 'you')).toThrow('has no token');
});
