import { describe, expect, it } from 'vitest';
import { GpuLostError } from '../../gpu/errors.ts';
import { type RunLine, readLines } from '../../results/load/load-lines.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { Gate } from '../gate.ts';
import { linesSink } from './lines-sink.ts';
import { LoadControl } from './load-control.ts';
import type { LoadEvent } from './load-events.ts';
import { resumedArm } from './resumed.ts';
import { runLoad } from './run-load.ts';
import { EVERY_POSITION } from './shadows.ts';
import { evenCrowd, loadOf, tinySetting } from './testing/load-setting.ts';
import { losingEngine } from './testing/losing-engine.ts';

const RUN: RunLine = {
  type: 'run',
  version: 1,
  experiment: 'e',
  model: 'm',
  engine: 'cpu',
  clock: 'virtual',
};
const crowd = evenCrowd(10, 4);
const tokensOf = ({ arms }: Awaited<ReturnType<typeof runLoad>>) =>
  Object.fromEntries(arms[0].requests.map(({ id, tokens, fingerprint }) => [id, [tokens, fingerprint]]));

describe('a run under load', () => {
  it('goes on with another device, whoever ran computed again to the same bits', async () => {
    const alone = await runLoad(loadOf(crowd), tinySetting());
    let steps = 0;
    const fate = () => {
      steps++;
      return steps === 3 ? 'before' : steps === 9 ? 'after' : null;
    };
    const events: LoadEvent[] = [];
    const lossy = await runLoad(loadOf(crowd), {
      ...{ ...tinySetting(), engine: losingEngine(fate), onEvent: (event: LoadEvent) => events.push(event) },
      reopen: () => Promise.resolve(losingEngine(fate)),
    });
    expect(events.filter(({ type }) => type === 'device-replaced')).toHaveLength(2);
    expect(tokensOf(lossy)).toEqual(tokensOf(alone));
    await expect(
      runLoad(loadOf(crowd), { ...tinySetting(), engine: losingEngine(() => 'before') }),
    ).rejects.toThrow(GpuLostError);
  });

  it('counts who gave way to steps that were taken, not to those that were lost', async () => {
    const limits = { maxSequences: 4, maxTokensPerStep: 32, blocks: 6 };
    let lostWithThem = 0;
    for (let at = 12; at <= 40; at++) {
      let steps = 0;
      const fate = () => (++steps === at ? 'after' : null);
      const types: string[] = [];
      const { arms } = await runLoad(loadOf(evenCrowd(8, 1, 40), limits), {
        ...{ ...tinySetting(), engine: losingEngine(fate), keeping: { requests: true, steps: true } },
        reopen: () => Promise.resolve(losingEngine(fate)),
        onEvent: ({ type }) => types.push(type),
      });
      const lost = types.indexOf('device-replaced');
      const since = types.slice(types.lastIndexOf('step', lost), lost);
      if (since.includes('gave-way')) lostWithThem++;
      const counted = arms[0].requests.map(({ id, preempted }) => [id, preempted]);
      const gave = arms[0].steps.flatMap((step) => step.preempted);
      expect(counted, `lost at ${at}`).toEqual(
        arms[0].requests.map(({ id }) => [id, gave.filter((each) => each === id).length]),
      );
    }
    expect(lostWithThem).toBeGreaterThan(0);
  });

  it('goes on from the lines of one that was broken off', async () => {
    const whole = await runLoad(loadOf(crowd), tinySetting());
    let text = `${JSON.stringify(RUN)}\n`;
    const sinkOf = (arm: string) => linesSink(arm, (line) => (text += `${JSON.stringify(line)}\n`));
    let steps = 0;
    const engine = losingEngine(() => (++steps === 8 ? 'after' : null));
    await expect(runLoad(loadOf(crowd), { ...tinySetting(), engine, sinkOf })).rejects.toThrow(GpuLostError);
    const { arms } = readLines(`${text}{"type":"req`, RUN);
    const before = resumedArm(arms.get('crowd')!);
    expect(before.ended.size).toBeGreaterThan(0);
    expect(before.under.size).toBeGreaterThan(0);
    const resumed = new Map([['crowd', before]]);
    const after = await runLoad(loadOf(crowd), { ...tinySetting(), sinkOf, resumed });
    expect(tokensOf(after)).toEqual(tokensOf(whole));
    expect(after.arms[0].metrics.completed).toBe(crowd.length);
    const { requests } = readLines(text, RUN).arms.get('crowd')!;
    expect(requests.map(({ id }) => id).toSorted()).toEqual(crowd.map(({ id }) => id).toSorted());
    expect(() => readLines(text, { ...RUN, model: 'other' })).toThrow('line 1: model: expected other');
    expect(() => readLines(`${JSON.stringify(RUN)}\n{\n`, RUN)).toThrow('line 2: expected JSON');
  });

  it('goes on with requests that came with a step: they arrived when they did', async () => {
    const stepped = evenCrowd(12, 1, 9).map((each, i) => ({ ...each, arrival: { step: i < 6 ? 0 : i } }));
    const whole = await runLoad(loadOf(stepped), tinySetting());
    const times = new Map(whole.arms[0].requests.map((each) => [each.id, [each.arrived, each.admitted]]));
    for (const lost of [2, 5, 9]) {
      let text = `${JSON.stringify(RUN)}\n`;
      const sinkOf = (arm: string) => linesSink(arm, (line) => (text += `${JSON.stringify(line)}\n`));
      let steps = 0;
      const engine = losingEngine(() => (++steps === lost ? 'before' : null));
      await expect(runLoad(loadOf(stepped), { ...tinySetting(), engine, sinkOf })).rejects.toThrow(
        GpuLostError,
      );
      const before = resumedArm(readLines(text, RUN).arms.get('crowd')!);
      const resumed = new Map([['crowd', before]]);
      const after = await runLoad(loadOf(stepped), { ...tinySetting(), sinkOf, resumed });
      expect(tokensOf(after)).toEqual(tokensOf(whole));
      const { requests } = readLines(text, RUN).arms.get('crowd')!;
      const begun = requests.filter(({ id }) => before.under.has(id));
      expect(begun.length, `lost at ${lost}`).toBeGreaterThan(0);
      for (const { id, arrived, admitted } of begun)
        expect([arrived, admitted], `${id}, lost at ${lost}`).toEqual(times.get(id));
    }
  });

  it('decodes what another queue has prefilled to the same bits, blocks handed over, and after a loss too', async () => {
    const alone = await runLoad(loadOf(crowd), tinySetting());
    const split = () => {
      const { experiment, arms, scaled } = loadOf(crowd);
      const serving = { ...DEFAULT_SERVING, disaggregated: true };
      return { experiment, scaled, arms: arms.map((arm) => ({ ...arm, spec: { ...arm.spec, serving } })) };
    };
    const parted = await runLoad(split(), tinySetting());
    expect(tokensOf(parted)).toEqual(tokensOf(alone));
    expect(parted.arms[0].mechanisms.handedOver).toBeGreaterThan(8);
    const began = performance.now();
    await runLoad(split(), { ...tinySetting(), control: new LoadControl(new Gate(), 0.2) });
    expect(performance.now() - began).toBeGreaterThan(36 / 0.2);
    let [steps, lost] = [0, 0];
    const fate = () => (++steps % 6 === 4 && ++lost < 4 ? 'after' : null);
    const reopen = () => Promise.resolve(losingEngine(fate));
    const lossy = await runLoad(split(), { ...tinySetting(), engine: losingEngine(fate), reopen });
    expect(lost).toBeGreaterThan(1);
    expect(tokensOf(lossy)).toEqual(tokensOf(alone));
  });

  it('is held, stepped and switched in mid-run', async () => {
    const control = new LoadControl(new Gate());
    const events: LoadEvent[] = [];
    control.gate.step();
    const serving = { ...DEFAULT_SERVING, policy: { kind: 'prefill-first' } as const };
    const onEvent = (event: LoadEvent) => {
      events.push(event);
      if (event.type === 'step' && event.step.step === 1) control.serve('crowd', serving);
      if (event.type === 'clock' && event.paused) setTimeout(() => control.gate.resume());
    };
    const record = await runLoad(loadOf(crowd), { ...tinySetting(), control, onEvent });
    expect(events.filter(({ type }) => type === 'clock')).toMatchObject([
      { paused: true },
      { paused: false },
    ]);
    expect(record.arms[0].switched).toMatchObject([{ serving: { policy: { kind: 'prefill-first' } } }]);
    expect(record.arms[0].metrics.completed).toBe(crowd.length);
    expect(() => (control.speed = 0)).toThrow('speed: expected a number above 0');
  });

  it('takes each arm a step on, stepped where several go side by side', async () => {
    const { arms, ...load } = loadOf(crowd);
    const named = (name: string) => arms.map((arm) => ({ ...arm, spec: { ...arm.spec, name } }));
    const control = new LoadControl(new Gate());
    control.gate.step();
    const stepped: string[] = [];
    let held: readonly string[] | null = null;
    const onEvent = (event: LoadEvent) => {
      if (event.type === 'step') stepped.push(event.arm);
      if (event.type !== 'clock' || !event.paused) return;
      held ??= [...stepped];
      setTimeout(() => control.gate.resume());
    };
    const setting = { ...tinySetting(), together: true, control, onEvent };
    await runLoad({ ...load, arms: [...named('one'), ...named('other')] }, setting);
    expect(held).toEqual(['one', 'other']);
  });

  it('is stepped over times in which nobody is there', async () => {
    const control = new LoadControl(new Gate());
    control.gate.step();
    let steps = 0;
    const held: number[] = [];
    const onEvent = (event: LoadEvent) => {
      if (event.type === 'step') steps++;
      if (event.type !== 'clock' || !event.paused) return;
      held.push(steps);
      setTimeout(() => (held.length < 30 ? control.gate.step() : control.gate.resume()));
    };
    // Each is done before the next one comes.
    await runLoad(loadOf(evenCrowd(6, 600_000)), { ...tinySetting(), control, onEvent });
    expect(held.length).toBeGreaterThan(10);
    expect(held.slice(0, -1)).toEqual(held.slice(0, -1).map((_, i) => i + 1));
  });

  it('switches to nothing new where it does as it is asked', async () => {
    const control = new LoadControl();
    control.serve('crowd', { ...DEFAULT_SERVING, disaggregated: true });
    const record = await runLoad(loadOf(crowd), { ...tinySetting(), control });
    expect(record.arms[0].switched).toEqual([]);
  });

  it('goes on where the device is lost over a shadow', async () => {
    const [first, ...others] = evenCrowd(4, 1);
    const load = () => loadOf([{ ...first, maxNewTokens: 6 }, ...others]);
    const alone = await runLoad(load(), tinySetting());
    for (let at = 1; at <= 12; at++) {
      let steps = 0;
      const fate = () => (++steps === at ? 'after' : null);
      const reopen = () => Promise.resolve(losingEngine(fate));
      const watched = { ...tinySetting(), shadows: EVERY_POSITION, engine: losingEngine(fate), reopen };
      expect(tokensOf(await runLoad(load(), watched))).toEqual(tokensOf(alone));
    }
  });

  it('packs within the cache that it was opened with, where it is switched to packing', async () => {
    const many = evenCrowd(30, 1, 9);
    const limits = { maxSequences: 8, maxTokensPerStep: 64, blocks: 40 };
    const alone = await runLoad(loadOf(many, limits), tinySetting());
    const control = new LoadControl();
    control.serve('crowd', { ...DEFAULT_SERVING, packing: 'masked' });
    const keeping = { requests: true, steps: true };
    const packed = await runLoad(loadOf(many, limits), { ...tinySetting(), control, keeping });
    expect(tokensOf(packed)).toEqual(tokensOf(alone));
    const copied = packed.arms[0].steps.flatMap(({ moves }) => moves).filter(({ kind }) => kind === 'copy');
    expect(copied.length).toBeGreaterThan(0);
  });

  it('ends with the signal, and by a real clock as it happens', async () => {
    const stop = new AbortController();
    const onEvent = () => stop.abort(new Error('enough'));
    await expect(runLoad(loadOf(crowd), { ...tinySetting(), signal: stop.signal, onEvent })).rejects.toThrow(
      'enough',
    );
    const record = await runLoad(loadOf(evenCrowd(4, 2)), { ...tinySetting(), clock: 'real' });
    expect(record.arms[0].clock).toEqual({ kind: 'real' });
    expect(record.arms[0].metrics).toMatchObject({ completed: 4 });
    expect(record.arms[0].metrics.ttft!.p50).toBeGreaterThan(0);
  });
});
