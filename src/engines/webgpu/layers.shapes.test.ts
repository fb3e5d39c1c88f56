import { beforeAll, describe, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { REAL_SHAPES } from '../../kernels/testing/real-shapes.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { randomModel } from '../../model/random-model.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { type KernelSet, OWN_SETS } from '../../numerics/sets/sets.ts';
import { expectReplayed } from './testing/probe-steps.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const MODELS = REAL_SHAPES.map((shape) => `random:${shape}:1`);

await describeOnGpu('a layer of real size, its head and its vocabulary', (gpu) => {
  let rule: MultiplyAddRule;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  describe.each(MODELS)('%s', (name) => {
    let checkpoint: Checkpoint;
    let engine: WebGpuEngine;
    beforeAll(() => {
      ({ checkpoint } = randomModel(name));
      engine = new WebGpuEngine(gpu);
      return () => engine.destroy();
    });

    test.each(armsOf(name))(
      '$set kernels, $activations: the bits of the replay, of the trace and of every M',
      (on) => expectReplayed(engine.load(checkpoint), { gpu, rule, checkpoint }, on),
    );
  });
});

/** All sets in bf16, as the lab runs; the one that is claimed in f32 too, but at sizes that take no minutes. */
function armsOf(name: string): { set: KernelSet; activations: ActivationDtype }[] {
  const bf16 = OWN_SETS.map((set) => ({ set, activations: 'bf16' }) as const);
  return /nano|smollm2/.test(name) ? [...bf16, { set: 'invariant', activations: 'f32' }] : bf16;
}
