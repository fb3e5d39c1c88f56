import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import type { LoadArm, LoadRecord, LoadRequest, Shadow } from '../../results/load/load-record.ts';
import { loadSetting } from './load-setting.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { EVERY_POSITION } from './shadows.ts';

/** What the descriptions of experiments say was found under load, found again; identical-varied has a test of its own. */

const MINUTES = 5 * 60_000;
let [nano, pico]: LoadedModel[] = [];
let beside: ReadonlyMap<string, LoadedModel>;
beforeAll(async () => {
  nano = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
  pico = await loadModel(nodeModelFiles('public/models/pico'), 'pico');
  beside = new Map([['nano', nano]]);
});

/** `changed`: the experiment otherwise. */
async function ran(
  name: string,
  model = nano,
  changed: (experiment: Experiment) => Experiment = (same) => same,
): Promise<(arm: string) => Seen> {
  const experiment = changed(parseExperiment(JSON.parse(readFileSync(`experiments/${name}.json`, 'utf8'))));
  const record: LoadRecord = await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine: openCpuEngine(), ...loadSetting(experiment), shadows: EVERY_POSITION, beside },
    keeping: { requests: true, steps: true },
  });
  return (arm) => new Seen(record.arms.find((each) => each.name === arm)!);
}

/** An arm's probe, and its logits beside the same tokens alone. */
class Seen {
  readonly arm: LoadArm;

  constructor(arm: LoadArm) {
    this.arm = arm;
  }

  probe(id?: string): LoadRequest {
    return this.arm.requests.find(
      (request) => request.role === 'probe' && (id ?? request.id) === request.id,
    )!;
  }

  get firstToken(): number {
    return this.firstTokenOf();
  }

  firstTokenOf(id?: string): number {
    const { tokenTimes, arrived } = this.probe(id);
    return Math.round((tokenTimes[0] - arrived) * 10) / 10;
  }

  longestGap(id?: string): number {
    const { tokenTimes } = this.probe(id);
    return Math.round(Math.max(...tokenTimes.slice(1).map((at, i) => at - tokenTimes[i])));
  }

  shadows(id?: string): readonly Shadow[] {
    const { id: of } = this.probe(id);
    return this.arm.steps.flatMap(({ shadows = [] }) => shadows.filter(({ request }) => request === of));
  }

  differing(id?: string): number {
    return this.shadows(id).filter(({ differing }) => differing > 0).length;
  }

  fork(id?: string): number | null {
    const { tokens } = this.probe(id);
    return this.shadows(id).find(({ alone, position }) => alone !== tokens[position])?.position ?? null;
  }

  kl(id?: string): number {
    return Math.max(...this.shadows(id).map(({ kl }) => kl));
  }
}

const percent = (share: number | null) => Math.round(100 * share!);

describe('what was found', () => {
  test('viral-surge', { timeout: MINUTES }, async () => {
    const of = await ran('viral-surge');
    const [first, tiers, bounded] = ['first come', 'tiers', 'bounded queue'].map(of);
    expect([first, tiers, bounded].map(({ firstToken }) => Math.round(firstToken))).toEqual([702, 24, 324]);
    expect(bounded.arm.metrics.refused).toBe(39);
    expect([first, bounded].map(({ arm }) => arm.metrics.goodput?.toFixed(1))).toEqual(['18.9', '43.7']);
    expect([first, tiers, bounded].map((seen) => seen.differing())).toEqual([64, 64, 64]);
    const invariant = ['first come, invariant', 'tiers, invariant'].map(of);
    expect(invariant.map((seen) => seen.differing())).toEqual([67, 81]);
    expect(invariant[0].probe().fingerprint).toBe(invariant[1].probe().fingerprint);
  });

  test('canary-rollback', { timeout: MINUTES }, async () => {
    const [of, all] = [
      await ran('canary-rollback', pico),
      await ran('canary-rollback', nano, ({ arms, ...rest }) => ({
        ...rest,
        arms: arms.map(({ serving: _, ...arm }) => arm),
      })),
    ];
    const { arm } = of('canary');
    const last = arm.canary!.looks.at(-1)!;
    expect(last).toMatchObject({ decision: 'rollback', because: 'slower', step: 2896 });
    expect(last.requests).toEqual({ control: 432, canary: 20 });
    const { latency, quality } = last;
    expect([latency.against.value, latency.against.low].map((times) => times!.toFixed(1))).toEqual([
      '4.8',
      '1.9',
    ]);
    expect([quality!.control.value, quality!.canary.value].map(percent)).toEqual([66, 85]);
    // What twenty requests could not show: of all tasks of the crowd.
    const right = ({ requests }: LoadArm) => requests.filter(({ passed }) => passed).length / 600;
    const own = await ran('canary-rollback', pico, ({ arms, ...rest }) => ({
      ...rest,
      arms: arms.map(({ serving: _, ...each }) => each),
    }));
    expect([right(own('canary').arm), right(all('canary').arm)].map(percent)).toEqual([0, 0]);
  });

  test('canary-promote', { timeout: MINUTES }, async () => {
    const { arm } = (await ran('canary-promote', pico))('canary');
    const last = arm.canary!.looks.at(-1)!;
    expect(last).toMatchObject({ decision: 'promote', because: 'no-worse', step: 7249 });
    expect(last.requests).toEqual({ control: 825, canary: 275 });
  });

  test('long-prompt-joins', { timeout: MINUTES }, async () => {
    const of = await ran('long-prompt-joins');
    const cuts = ['prefill first', 'chunks of 64', 'chunks of 256', 'two queues'];
    const [variant, invariant] = ['variant', 'invariant'].map((set) =>
      cuts.map((cut) => of(`${cut}, ${set}`)),
    );
    expect(variant.map((seen) => seen.longestGap())).toEqual([525, 40, 123, 2]);
    expect(variant[3].arm.mechanisms.handedOver).toBe(86);
    expect(variant.map(({ arm }) => Math.round(arm.metrics.ttft!.p99))).toEqual([432, 511, 474, 431]);
    expect(variant.map((seen) => seen.fork())).toEqual([33, 33, 33, 33]);
    expect(new Set(variant.map((seen) => seen.probe().fingerprint)).size).toBe(4);
    expect(invariant.map((seen) => seen.differing())).toEqual([0, 0, 0, 0]);
  });

  test('memory-runs-out', { timeout: MINUTES }, async () => {
    const of = await ran('memory-runs-out');
    const under = (set: string) => ['room', 'recompute', 'swap', 'evict'].map((how) => of(`${how}, ${set}`));
    const [, recompute, swap] = under('variant');
    expect([recompute, swap].map((seen) => seen.longestGap('needle'))).toEqual([109, 46]);
    expect([recompute.probe('needle').preempted, swap.probe('needle').swapped]).toEqual([1, 1]);
    for (const seen of under('variant')) expect(seen.differing('needle')).toBe(64);
    const [room, again, swapped, evict] = under('invariant');
    for (const seen of [room, again, swapped])
      expect(seen.differing('needle') + seen.differing('elder')).toBe(0);
    expect(evict.probe('elder').evicted).toBe(96);
    expect([evict.kl('elder').toFixed(2), evict.fork('elder')]).toEqual(['0.06', 23]);
  });

  test('precision-under-load', { timeout: MINUTES }, async () => {
    const of = await ran('precision-under-load');
    const arms = ['as stored', 'q8 under load', 'q4 under load'].map(of);
    expect(arms.map(({ firstToken }) => Math.round(firstToken))).toEqual([940, 794, 752]);
    expect(arms.map(({ arm }) => arm.mechanisms.preemptions)).toEqual([23, 9, 0]);
    expect(arms.map(({ arm }) => arm.mechanisms.precision?.most)).toEqual([undefined, 12, 12]);
    expect(arms.map(({ arm }) => arm.metrics.goodput?.toFixed(1))).toEqual(['12.5', '1.6', '1.0']);
    expect(arms.map((seen) => seen.fork())).toEqual([null, 41, 8]);
    expect(arms.map((seen) => seen.kl().toFixed(3))).toEqual(['0.000', '0.004', '0.574']);
  });

  test('same-model-two-queues', { timeout: MINUTES }, async () => {
    const of = await ran('same-model-two-queues');
    const arms = ['one queue', 'two queues', 'two queues, answers shrink', 'two queues, invariant'].map(of);
    const first = (id: string) => arms.map((seen) => Math.round(seen.firstTokenOf(id)));
    expect([first('api'), first('product')]).toEqual([
      [996, 2, 2, 2],
      [1003, 777, 581, 777],
    ]);
    expect(arms.map((seen) => seen.probe('product').tokens.length)).toEqual([64, 64, 16, 64]);
    expect(arms.map((seen) => seen.probe('api').tokens.length)).toEqual([64, 64, 64, 64]);
    expect(arms.map((seen) => [seen.fork('api'), seen.fork('product')])).toEqual([
      [33, null],
      [null, 33],
      [null, null],
      [null, null],
    ]);
    expect(arms.map((seen) => [seen.differing('api'), seen.differing('product')])).toEqual([
      [64, 64],
      [64, 64],
      [64, 16],
      [0, 0],
    ]);
    const [, two, , invariant] = arms.map(
      (seen) => seen.probe('api').tokens.join() === seen.probe('product').tokens.join(),
    );
    expect([two, invariant]).toEqual([false, true]);
  });

  test('warm-cold', { timeout: MINUTES }, async () => {
    const of = await ran('warm-cold');
    const [cold, warm, again] = ['cold', 'warm', 'last block again'].map((how) => of(`${how}, variant`));
    expect([cold, warm].map(({ firstToken }) => firstToken)).toEqual([42.4, 9.3]);
    expect([warm.probe('probe').cached, warm.probe('again').cached]).toEqual([96, 112]);
    expect([again.probe('probe').cached, again.probe('again').cached]).toEqual([80, 96]);
    expect(['probe', 'again'].map((id) => warm.firstTokenOf(id))).toEqual([9.3, 3.5]);
    expect([again.firstTokenOf('probe'), again.firstTokenOf('again')]).toEqual([14.4, 9.1]);
    expect([cold.differing(), warm.differing(), again.differing()]).toEqual([0, 48, 48]);
    expect([warm.fork(), again.fork()]).toEqual([3, 3]);
    const invariant = ['cold', 'warm', 'last block again'].map((how) => of(`${how}, invariant`));
    expect(new Set(invariant.map((seen) => seen.probe().fingerprint)).size).toBe(1);
  });

  test('full-experts', { timeout: MINUTES }, async () => {
    const mixture = await loadModel(nodeModelFiles('public/models/pico-moe'), 'pico-moe');
    const of = await ran('full-experts', mixture);
    const RIGHT = '5+9=14; 8+6+1=15; 7+5+1=13; 4+8+1=13 -> 13354';
    const roomy = ['alone', 'among its like', 'among others', 'first among others, room for some'];
    for (const arm of roomy)
      expect([of(arm).probe().text, of(arm).probe().drops]).toEqual([RIGHT, undefined]);
    expect(new Set(roomy.map((arm) => of(arm).probe().fingerprint)).size).toBe(1);
    const some = ['alone', 'among its like', 'among others'].map((who) =>
      of(`${who}, room for some`).probe(),
    );
    expect(some.map(({ dropped }) => dropped)).toEqual([3, 120, 84]);
    expect(
      some.map(({ drops, promptTokens }) => drops!.filter(({ position }) => position < promptTokens).length),
    ).toEqual([3, 27, 3]);
    expect(some[0].drops!.flatMap(({ filledBy }) => filledBy.map(({ request }) => request))).toEqual(
      Array(3).fill('probe'),
    );
    expect(some.map(({ text }) => text.slice(0, 8))).toEqual([RIGHT.slice(0, 8), '55+2=8; ', '5+9=88; ']);
  });

  test('packed-neighbours', { timeout: MINUTES }, async () => {
    const of = await ran('packed-neighbours');
    for (const arm of ['apart', 'masked', 'masked, other secret'])
      expect([of(`${arm}, invariant`).differing(), of(`${arm}, invariant`).probe().text]).toEqual([
        0,
        'Have you never forgive me',
      ]);
    for (const set of ['variant', 'invariant']) {
      expect(of(`leaking, ${set}`).probe().text).toMatch(/^81,/);
      expect(of(`leaking, other secret, ${set}`).probe().text).toMatch(/^26,/);
    }
    expect([
      of('leaking, invariant').kl().toFixed(1),
      of('leaking, other secret, invariant').kl().toFixed(1),
    ]).toEqual(['15.0', '10.4']);
  });
});
