import { describe, expect, it } from 'vitest';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import type { LoadEvent } from './load-events.ts';
import { runLoad } from './run-load.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';

describe('a run under load', () => {
  it('serves whoever comes, on a clock that a table tells', async () => {
    const events: LoadEvent[] = [];
    const crowd = evenCrowd(12, 5);
    const onEvent = (event: LoadEvent) => events.push(event);
    const record = await runLoad(loadOf(crowd), {
      ...tinySetting(),
      keeping: { requests: true, steps: true },
      onEvent,
    });
    const [{ requests, steps, metrics, mechanisms }] = record.arms;
    expect(requests.map(({ id }) => id)).toEqual(crowd.map(({ id }) => id));
    expect(requests.map(({ tokens }) => tokens.length)).toEqual(
      crowd.map(({ maxNewTokens }) => maxNewTokens),
    );
    expect(requests.map(({ arrived }) => arrived)).toEqual(crowd.map((_, i) => i * 5));
    expect(metrics).toMatchObject({ completed: 12, refused: 0, failed: 0 });
    // The first comes to an idle engine: its time to first token is one step of its prompt's rows.
    expect(requests[0].tokenTimes[0]).toBe(2 + 0.5 * (crowd[0].promptTokens.length - 1));
    for (const [i, step] of steps.entries()) {
      expect(step.milliseconds).toBe(2 + 0.5 * (step.rows - 1));
      if (i > 0) expect(step.at).toBeGreaterThanOrEqual(steps[i - 1].at + steps[i - 1].milliseconds - 1e-9);
    }
    expect(mechanisms.steps).toBe(steps.length);
    const told = events.filter(({ type }) => type === 'ended');
    expect(told).toHaveLength(12);
    expect(events.filter(({ type }) => type === 'token')).toHaveLength(metrics.outputTokens);
    expect(events[0].type).toBe('began');
    expect(events.at(-1)?.type).toBe('arm-ended');
    expect(structuredClone(record)).toEqual(record);
  });

  it('tells who holds the pool while a step runs, whoever ends in it included', async () => {
    const events: LoadEvent[] = [];
    const onEvent = (event: LoadEvent) => events.push(event);
    await runLoad(loadOf(evenCrowd(6, 600_000)), { ...tinySetting(), onEvent });
    const told = events.flatMap((event) => (event.type === 'step' && event.step.owners ? [event.step] : []));
    expect(told.length).toBeGreaterThan(0);
    for (const { owners, blocks } of told) {
      expect(owners!.filter((owner) => owner >= 0)).toHaveLength(blocks.held);
      expect(blocks.held).toBeGreaterThan(0);
    }
  });

  it('is the same run again, tokens and times', async () => {
    const once = await runLoad(loadOf(evenCrowd(10, 3)), tinySetting());
    const again = await runLoad(loadOf(evenCrowd(10, 3)), tinySetting());
    expect(again.arms).toEqual(once.arms);
  });

  it('measures arms of other pools and contexts apart, and those that are served otherwise together', async () => {
    const { arms, ...load } = loadOf(evenCrowd(3, 5));
    const [{ spec, ...arm }] = arms;
    const named = (name: string, limits: Partial<typeof spec.limits>) => ({
      ...arm,
      spec: { ...spec, name, limits: { ...spec.limits, ...limits } },
    });
    const several = [
      named('one', {}),
      named('alike', {}),
      named('tight', { blocks: 4 }),
      named('long', { maxContext: 96 }),
    ];
    several[1].spec.serving = { ...DEFAULT_SERVING, policy: { kind: 'prefill-first' } };
    const { table: _, ...setting } = tinySetting();
    const record = await runLoad({ ...load, arms: several }, setting);
    const [one, alike, tight, long] = record.arms.map(({ clock }) => {
      if (clock.kind !== 'virtual') throw new Error('expected a virtual clock');
      return clock.table;
    });
    expect(alike).toBe(one);
    const sizes = ({ entries }: typeof one) => entries.map(({ rows, keys }) => [rows, keys]);
    expect(sizes(tight).length).toBeLessThan(sizes(one).length);
    expect(Math.max(...sizes(long).map(([, keys]) => keys))).toBeGreaterThan(64);
    expect(Math.max(...sizes(one).map(([, keys]) => keys))).toBeLessThan(64);
  });

  it('jumps gaps without work', async () => {
    const record = await runLoad(loadOf(evenCrowd(3, 600_000)), tinySetting());
    expect(record.arms[0].metrics.duration).toBeGreaterThan(1_200_000);
    expect(record.arms[0].metrics.ttft!.p99).toBeLessThan(40);
  });
});
