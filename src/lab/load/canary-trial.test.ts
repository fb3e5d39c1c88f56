import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import { isDrawn } from '../../steps/routing.ts';
import { idModel } from '../testing/fake-engine.ts';
import type { LoadEvent } from './load-events.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { brokenOff } from './testing/broken-off.ts';
import { tinySetting } from './testing/load-setting.ts';
import { lineTable } from './testing/proof-load.ts';

const RULE = { kind: 'canary', share: 0.3, seed: 1, least: 10, most: 60, latency: { margin: 1.5 } };

/** A crowd over the tiny model, a share of which tries a second replica. */
function loadOf(to: object, rule: object = {}, perSecond = 150) {
  const experiment = parseExperiment({
    ...{ version: 3, title: 'canary', model: { name: 'tiny' } },
    crowd: {
      ...{ seed: 5, arrivals: { kind: 'poisson', perSecond }, milliseconds: 20_000, most: 150 },
      ...{ prompt: { kind: 'uniform', least: 3, most: 12 }, output: { kind: 'uniform', least: 4, most: 8 } },
    },
    requests: [{ id: 'probe', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 4, ignoreEos: true }],
    arms: [
      {
        ...{ name: 'crowd', requests: ['probe'], kernels: 'invariant', dtype: 'f32' },
        limits: { maxSequences: 8, maxTokensPerStep: 64, blocks: 40 },
        serving: { route: { to, by: { ...RULE, ...rule } } },
      },
    ],
  });
  return { experiment, load: resolveLoad(experiment, idModel()) };
}

const TABLE = lineTable(4, 0.1);

async function ran(
  to: object,
  rule: object = {},
  perSecond?: number,
): Promise<{ arm: LoadArm; events: LoadEvent[] }> {
  const events: LoadEvent[] = [];
  const { arms } = await runLoad(loadOf(to, rule, perSecond).load, {
    ...tinySetting(),
    ...{ engine: openCpuEngine(), table: TABLE, keeping: { requests: true, steps: true } },
    onEvent: (event) => events.push(event),
  });
  return { arm: arms[0], events };
}

/** Requests that arrived after an instant, and how many of them the second replica answered. */
const arrivedAfter = ({ requests }: LoadArm, at: number) => requests.filter(({ arrived }) => arrived > at);

describe('a canary under load', () => {
  test('that is four times as slow is rolled back: whoever comes then goes to the control, nobody is moved', async () => {
    const { arm, events } = await ran({ speed: 0.25 });
    const { looks } = arm.canary!;
    const last = looks.at(-1)!;
    expect(last).toMatchObject({ decision: 'rollback', because: 'slower' });
    expect(looks.slice(0, -1).every(({ decision }) => decision === 'continue')).toBe(true);
    expect(last.latency.against.value).toBeGreaterThan(2);
    for (const { id, route, arrived } of arm.requests)
      expect(route!.replica, id).toBe(arrived <= last.at && isDrawn(id, { share: 0.3, seed: 1 }) ? 1 : 0);
    expect(arrivedAfter(arm, last.at).length).toBeGreaterThan(20);
    // Those under way ended where they were.
    const underWay = arm.requests.filter(
      ({ route, arrived, ended }) => route!.replica === 1 && arrived <= last.at && ended! > last.at,
    );
    expect(underWay.length).toBeGreaterThan(0);
    expect(arm.requests.every(({ outcome }) => outcome.kind === 'done')).toBe(true);
    expect(events.flatMap((event) => (event.type === 'canary' ? [event.look] : []))).toEqual(looks);
    // It decided as one of its requests ended, in the step that is said.
    const step = arm.steps.find(({ step }) => step === last.step)!;
    expect(step.at + step.milliseconds).toBe(last.at);
    expect(step.replica).toBe(1);
  });

  test('that is as fast is promoted: whoever comes then goes to it', async () => {
    const { arm } = await ran({});
    const last = arm.canary!.looks.at(-1)!;
    expect(last).toMatchObject({ decision: 'promote', because: 'no-worse' });
    expect(arrivedAfter(arm, last.at).length).toBeGreaterThan(20);
    for (const { route } of arrivedAfter(arm, last.at)) expect(route!.replica).toBe(1);
  });

  test('has a share of the load alone: where the control queues, what is the same looks quicker', async () => {
    const { arm } = await ran({}, { share: 0.1, least: 9, most: 9 }, 2000);
    expect(arm.canary!.looks.at(-1)!.latency.against.value).toBeLessThan(0.6);
  });

  test('is counted by its first tokens where it is asked so', async () => {
    const { arm } = await ran({ speed: 0.25 }, { latency: { measure: 'ttft', margin: 1.5 } });
    const last = arm.canary!.looks.at(-1)!;
    const ended = arm.requests.filter(({ ended, route }) => ended! <= last.at && route!.replica === 1);
    const times = ended.map(({ tokenTimes, arrived }) => tokenTimes[0] - arrived).toSorted((a, b) => a - b);
    expect(last.latency.canary.value).toBe(times[Math.ceil(times.length / 2) - 1]);
  });

  test('goes on as it was once its run goes on, and tells each look once', async () => {
    const { load } = loadOf({ speed: 0.25 });
    const setting = { table: TABLE, keeping: { requests: true, steps: true } };
    const whole = (await ran({ speed: 0.25 })).arm;
    const decidedAt = whole.canary!.looks.at(-1)!.step;
    for (const place of [40, decidedAt, decidedAt + 30]) {
      const { arm, lines, before } = await brokenOff(load, place, setting);
      const last = arm.canary!.looks.at(-1)!;
      expect(last.decision).toBe('rollback');
      expect(lines.looks).toBe(arm.canary!.looks.length);
      expect(lines.looks).toBeGreaterThanOrEqual(before.looks);
      for (const { route } of arrivedAfter(arm, last.at)) expect(route!.replica).toBe(0);
    }
  });
});

test('a canary that is judged by right answers needs a crowd that is graded', () => {
  expect(() => loadOf({}, { quality: { margin: 0.1 } })).toThrow(
    'arms[0].serving.route.by.quality: expected a crowd that asks tasks',
  );
  expect(() => loadOf({}, { least: 30, most: 20 })).toThrow(
    "arms[0].serving.route.by.most: expected at least the least's 30, found 20",
  );
});
