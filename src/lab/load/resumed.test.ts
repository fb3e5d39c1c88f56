import { describe, expect, it } from 'vitest';
import type { StepLine } from '../../results/load/load-lines.ts';
import { DEFAULT_SERVING, type Serving } from '../../steps/serving.ts';
import type { ResolvedLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { EVERY_POSITION } from './shadows.ts';
import { brokenOff } from './testing/broken-off.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';

function served({ arms, ...load }: ResolvedLoad, serving: Partial<Serving>, hostBlocks = 0): ResolvedLoad {
  return {
    ...load,
    arms: arms.map((arm) => {
      const limits = { ...arm.spec.limits, ...(hostBlocks > 0 && { hostBlocks }) };
      return { ...arm, spec: { ...arm.spec, limits, serving: { ...DEFAULT_SERVING, ...serving } } };
    }),
  };
}

describe('a run that goes on from its lines counts what was before:', () => {
  it('who gave way to host memory, apart from who is computed again', async () => {
    const limits = { maxSequences: 4, maxTokensPerStep: 32, blocks: 6 };
    const load = served(
      loadOf(evenCrowd(10, 1, 40), limits),
      { memory: { pressure: 'swap', hostBlocks: 2 } },
      2,
    );
    const { before, lines } = await brokenOff(load, 40);
    const under = [...before.under.values()];
    expect(under.some(({ swapped }) => swapped > 0)).toBe(true);
    const counted = (id: string) => {
      const gave = lines.steps.filter(({ preempted }) => preempted.includes(id));
      const toHost = gave.filter(({ swapped = [] }) => swapped.includes(id)).length;
      return [gave.length - toHost, toHost];
    };
    for (const { id, preempted, swapped } of lines.requests)
      expect([preempted, swapped], id).toEqual(counted(id));
    expect(lines.requests.some(({ swapped }) => swapped > 0)).toBe(true);
  });

  it('blocks that were handed over', async () => {
    const { before, arm, lines } = await brokenOff(
      served(loadOf(evenCrowd(10, 4)), { disaggregated: true }),
      9,
    );
    const sum = (steps: readonly Pick<StepLine, 'handedOver'>[]) =>
      steps.reduce((blocks, { handedOver = 0 }) => blocks + handedOver, 0);
    expect(sum(before.steps)).toBeGreaterThan(0);
    expect(sum(lines.steps)).toBeGreaterThan(sum(before.steps));
    expect(arm.mechanisms.handedOver).toBe(sum(lines.steps));
  });

  it('prompt tokens that were found in the cache, by whoever had begun', async () => {
    const promptTokens = Array.from({ length: 40 }, (_, i) => i);
    const crowd = evenCrowd(8, 30).map((each) => ({ ...each, promptTokens, maxNewTokens: 12 }));
    const load = served(loadOf(crowd), { prefix: 'on' });
    const { before, lines } = await brokenOff(load, 40);
    const under = [...before.under];
    expect(under.some(([, { cached }]) => cached > 0)).toBe(true);
    const whole = await runLoad(load, { ...tinySetting(), keeping: { requests: true, steps: true } });
    const cached = new Map(whole.arms[0].requests.map((each) => [each.id, each.cached]));
    for (const [id] of under)
      expect(lines.requests.find((each) => each.id === id)?.cached).toBe(cached.get(id));
    const found = whole.arms[0].steps.flatMap((step) => step.found ?? []);
    expect(found).toEqual([...cached].filter(([, tokens]) => tokens > 0));
  });

  it('keys that were dropped', async () => {
    const limits = { maxSequences: 4, maxTokensPerStep: 32, blocks: 8 };
    const crowd = evenCrowd(6, 1).map((each) => ({ ...each, maxNewTokens: 70 }));
    const load = served(loadOf(crowd, limits), {
      memory: { pressure: 'evict', first: 16, last: 16 },
    });
    const { before, lines } = await brokenOff(load, 70);
    const lost = [...before.under].find(([, { evicted }]) => evicted > 0)!;
    expect(lost).toBeDefined();
    const dropped = (id: string) =>
      lines.steps
        .flatMap(({ evicted = [] }) => evicted)
        .reduce((sum, [of, keys]) => sum + (of === id ? keys : 0), 0);
    expect(lines.requests.length).toBe(6);
    for (const { id, evicted } of lines.requests) expect(evicted, id).toBe(dropped(id));
    expect(dropped(lost[0])).toBeGreaterThanOrEqual(lost[1].evicted);
  });

  it('what was seen of a probe beside itself alone', async () => {
    const [first, ...others] = evenCrowd(6, 1, 9);
    const load = loadOf([{ ...first, maxNewTokens: 12 }, ...others], undefined, 'variant');
    const { before, arm } = await brokenOff(load, 12, { shadows: EVERY_POSITION });
    expect(before.under.get('r0')?.shadows.length).toBeGreaterThan(0);
    expect(arm.requests.find(({ id }) => id === 'r0')?.besideAlone?.looked).toBe(12);
  });
});
