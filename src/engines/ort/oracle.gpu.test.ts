import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { CpuEngine } from '../cpu/cpu.ts';
import { DECODER_FEATURES, featureCheckpoint } from '../testing/decoder-features.ts';
import { WebGpuEngine } from '../webgpu/webgpu-engine.ts';
import { openNodeOrtEngine } from './open-ort.node.ts';
import {
  BOUND,
  everyLogits,
  largestOf,
  mixedLogits,
  ODD_SHAPES,
  ORACLE_SPEC,
  promptLogits,
} from './testing/oracle.ts';

const CASES = await referenceCases();
const NANO = await nanoCheckpoint();
/** Without the first, whose heads the last has too, with norms; an untied head is webgpu-cpu's. */
const ODD = ODD_SHAPES.slice(1).map((shape, seed) => syntheticCheckpoint(shape, { seed, dtype: 'F32' }));

await describeOnGpu('against onnxruntime-web in WebAssembly', (gpu) => {
  // Of the other sets PyTorch's logits are asked (nano.gpu.test.ts).
  test('the nano model, invariant kernels: ten prompts', async () => {
    const ours = await new WebGpuEngine(gpu).load(NANO).openArm(ORACLE_SPEC);
    const theirs = await (await openNodeOrtEngine(null)).load(NANO).openArm(ORACLE_SPEC);
    const found = await promptLogits(ours, CASES);
    expect(largestOf(found, await promptLogits(theirs, CASES))).toBeLessThan(BOUND);
  });

  test.each(ODD.map((checkpoint) => ({ checkpoint, heads: checkpoint.config.headDim })))(
    'heads of $heads: our kernels, and onnxruntime-web on WebGPU in both forms, prefill and decode',
    async ({ checkpoint }) => {
      const { vocabSize } = checkpoint.config;
      const oracle = await (await openNodeOrtEngine(null)).load(checkpoint).openArm(ORACLE_SPEC);
      const expected = await mixedLogits(oracle, vocabSize);
      const engines = [
        new WebGpuEngine(gpu),
        await openNodeOrtEngine(gpu, 'fast'),
        await openNodeOrtEngine(gpu, 'plain'),
      ];
      for (const engine of engines) {
        const found = await mixedLogits(await engine.load(checkpoint).openArm(ORACLE_SPEC), vocabSize);
        expect(largestOf(found, expected)).toBeLessThan(BOUND);
      }
    },
  );

  // Of the rest WebAssembly is asked (decoders.test.ts): the graph is the same, and these are what its operators may lack on a device.
  test.each(['windows in some layers', 'all of it'])('%s: both forms on WebGPU', async (name) => {
    const checkpoint = featureCheckpoint(DECODER_FEATURES[name].shape, 'F32');
    const expected = await everyLogits(new CpuEngine(), checkpoint);
    for (const form of ['fast', 'plain'] as const) {
      const found = await everyLogits(await openNodeOrtEngine(gpu, form), checkpoint);
      expect(largestOf(found, expected)).toBeLessThan(BOUND);
    }
  });
});
