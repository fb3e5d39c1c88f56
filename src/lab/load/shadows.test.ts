import { describe, expect, it } from 'vitest';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { LoadControl } from './load-control.ts';
import type { LoadEvent } from './load-events.ts';
import { runLoad } from './run-load.ts';
import { EVERY_POSITION } from './shadows.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';

describe('a run with shadows', () => {
  it('compares a probe with the same tokens alone: no bit differs under invariant, some do under variant', async () => {
    const shadowsOf = async (kernels: string) => {
      const [first, ...others] = evenCrowd(8, 1, 9);
      const load = loadOf([{ ...first, maxNewTokens: 9 }, ...others], undefined, kernels);
      const keeping = { requests: true, steps: true };
      const { arms } = await runLoad(load, { ...tinySetting(), keeping, shadows: EVERY_POSITION });
      const probe = arms[0].requests.find(({ id }) => id === 'r0')!;
      const shadows = arms[0].steps.flatMap((step) => step.shadows ?? []);
      expect(shadows).toHaveLength(probe.tokens.length);
      return shadows;
    };
    for (const { differing, maxUlp, kl } of await shadowsOf('invariant'))
      expect([differing, maxUlp, kl]).toEqual([0, 0, 0]);
    expect((await shadowsOf('variant')).some(({ differing }) => differing > 0)).toBe(true);
  });

  it('computes a probe alone in the pieces that its arm would: alone under it, no bit differs', async () => {
    const promptTokens = Array.from({ length: 29 }, (_, i) => (i * 7 + 3) % 96);
    const alone = evenCrowd(1, 1).map((each) => ({ ...each, promptTokens, maxNewTokens: 5 }));
    const { arms, ...load } = loadOf(alone, undefined, 'variant');
    for (const budget of [3, 8]) {
      const serving = { ...DEFAULT_SERVING, policy: { kind: 'chunked', budget } as const };
      const chunked = arms.map((arm) => ({ ...arm, spec: { ...arm.spec, serving } }));
      const keeping = { requests: true, steps: true };
      const record = await runLoad(
        { ...load, arms: chunked },
        { ...tinySetting(), keeping, shadows: EVERY_POSITION },
      );
      const shadows = record.arms[0].steps.flatMap((step) => step.shadows ?? []);
      expect(
        shadows.map(({ differing }) => differing),
        `budget ${budget}`,
      ).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it('sees what a request longer than the pool loses, which goes on dropping keys whatever is switched to', async () => {
    const promptTokens = Array.from({ length: 60 }, (_, i) => (i * 7 + 3) % 96);
    const [probe, mate] = evenCrowd(2, 1);
    const crowd = [{ ...probe, promptTokens, maxNewTokens: 40 }, mate];
    const { arms, ...load } = loadOf(crowd, { maxSequences: 2, maxTokensPerStep: 64, blocks: 5 });
    const memory = { pressure: 'evict', first: 4, last: 20 } as const;
    const reach = { maxContext: 80, maxPositions: 99 };
    const evicting = arms.map(({ spec, ...arm }) => ({
      ...arm,
      spec: { ...spec, limits: { ...spec.limits, ...reach }, serving: { ...DEFAULT_SERVING, memory } },
    }));
    const control = new LoadControl();
    control.serve('crowd', DEFAULT_SERVING);
    const keeping = { requests: true, steps: true };
    const began: LoadEvent[] = [];
    const onEvent = (event: LoadEvent) => void (event.type === 'began' && began.push(event));
    const setting = { ...tinySetting(), control, keeping, onEvent, shadows: EVERY_POSITION };
    const [arm] = (await runLoad({ ...load, arms: evicting }, setting)).arms;
    // What it may not do it was not switched to, as it says from the start.
    expect(began).toMatchObject([{ keepsEvicting: true }]);
    expect(arm.switched).toEqual([]);
    expect(arm.metrics.completed).toBe(2);
    const { besideAlone, evicted, tokens } = arm.requests[0];
    expect([tokens.length, besideAlone?.looked]).toEqual([40, 40]);
    expect(evicted).toBeGreaterThan(0);
    // Alone nothing is dropped: bits part with row 64, which needs a fifth block while the other one has it, and not before.
    expect(besideAlone?.firstDifference).toBe(5);
  });
});
