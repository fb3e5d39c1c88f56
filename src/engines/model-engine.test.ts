import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { countDifferingBits } from '../numerics/bits.ts';
import type { ArmRunner, EngineModel } from '../steps/engine.ts';
import { wholeLogits } from '../steps/step-output.ts';
import { armSpec, stepOf } from '../steps/testing/arms.ts';
import { CpuEngine } from './cpu/cpu.ts';

const [TARGET, DRAFT] = [4, 2].map((layers) => syntheticCheckpoint({ layers }, { seed: 1, dtype: 'F32' }));

const slice = (start: number, token: number) => ({
  request: 'a',
  start,
  tokens: [token],
  blocks: [0],
  sample: 'last' as const,
});

async function logitsAt(arm: ArmRunner, position: number): Promise<Float32Array> {
  const { samples } = await arm.step(stepOf(slice(position, position + 1)));
  return wholeLogits(samples[0]);
}

test('arms of two models step in turn, each with the bits that it has by itself', async () => {
  const engine = new CpuEngine();
  const open = (model: EngineModel) => model.openArm(armSpec());
  const [target, draft] = await Promise.all([engine.load(TARGET), engine.load(DRAFT)].map(open));
  const alone = await open(new CpuEngine().load(TARGET));
  for (let position = 0; position < 3; position++) {
    const [found, other] = [await logitsAt(target, position), await logitsAt(draft, position)];
    expect(countDifferingBits(found, await logitsAt(alone, position))).toBe(0);
    expect(countDifferingBits(found, other)).toBeGreaterThan(0);
  }
});

test('a checkpoint is loaded once, until it is unloaded, and others stay', () => {
  const engine = new CpuEngine();
  const [target, draft] = [engine.load(TARGET), engine.load(DRAFT)];
  expect(engine.load(TARGET)).toBe(target);
  engine.unload(TARGET);
  expect(engine.load(TARGET)).not.toBe(target);
  expect(engine.load(DRAFT)).toBe(draft);
});
