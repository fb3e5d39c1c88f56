/** What the lesson tells a reader to expect of its two runs, found on the CPU engine. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../../../../engines/cpu/open-cpu.ts';
import type { Experiment } from '../../../../../experiment/schema.ts';
import { loadSetting } from '../../../../../lab/load/load-setting.ts';
import { resolveLoad } from '../../../../../lab/load/resolve-load.ts';
import { runLoad } from '../../../../../lab/load/run-load.ts';
import { EVERY_POSITION } from '../../../../../lab/load/shadows.ts';
import { nodeModelFiles } from '../../../../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../../../../model/load.ts';
import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import { armPair, requestIn } from '../load-parts/arm-pairs.ts';
import { ELDER_PAIRS, MEMORY, NEEDLE_PAIRS, SURGE, SURGE_PAIRS } from './waiting-experiments.ts';

const MINUTES = 5 * 60_000;
let model: LoadedModel;
beforeAll(async () => {
  model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
});

async function ran(experiment: Experiment): Promise<LoadRecord> {
  return await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine: openCpuEngine(), ...loadSetting(experiment), shadows: EVERY_POSITION },
  });
}

describe('what the lesson expects', () => {
  test('giving way: the same bits under the invariant set alone, other words where keys were dropped', {
    timeout: MINUTES,
  }, async () => {
    const record = await ran(MEMORY);
    const needle = NEEDLE_PAIRS.map(({ a, b }) => [b, armPair(record, a, b, 'needle').sameBits]);
    expect(Object.fromEntries(needle)).toEqual({
      'recompute, variant': false,
      'swap, variant': false,
      'recompute, invariant': true,
      'swap, invariant': true,
    });
    for (const { a, b } of ELDER_PAIRS)
      expect(armPair(record, a, b, 'elder'), b).toMatchObject({ sameBits: false, sameText: false });
  });

  test('the surge: one fingerprint under the invariant set, far apart in time; two under the variant one', {
    timeout: MINUTES,
  }, async () => {
    const record = await ran(SURGE);
    const same = SURGE_PAIRS.map(({ a, b }) => armPair(record, a, b, 'probe').sameBits);
    expect(same).toEqual([true, false]);
    const first = (arm: string) => {
      const { tokenTimes, arrived } = requestIn(record, arm, 'probe');
      return tokenTimes[0] - arrived;
    };
    expect(first('first come, invariant')).toBeGreaterThan(10 * first('tiers, invariant'));
    expect(first('bounded queue')).toBeLessThan(first('first come'));
    const { metrics } = record.arms.find(({ name }) => name === 'bounded queue')!;
    expect(metrics.refused).toBeGreaterThan(0);
  });
});
