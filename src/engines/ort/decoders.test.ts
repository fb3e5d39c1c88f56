import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../cpu/cpu.ts';
import { CONTROLS, DECODER_FEATURES, featureCheckpoint } from '../testing/decoder-features.ts';
import { openNodeOrtEngine } from './open-ort.node.ts';
import { BOUND, everyLogits, largestOf } from './testing/oracle.ts';

const FORMS = ['fast', 'plain'] as const;

describe.each(Object.entries(DECODER_FEATURES))(
  '%s: the CPU engine against onnxruntime-web',
  (_, { shape }) => {
    const checkpoint = featureCheckpoint(shape, 'F32');
    const ours = everyLogits(new CpuEngine(), checkpoint);

    test.each(FORMS)('%s graph: logits within 1e-4, prefill and decode', async (form) => {
      const engine = await openNodeOrtEngine(null, form);
      expect(largestOf(await everyLogits(engine, checkpoint), await ours)).toBeLessThan(BOUND);
      engine.destroy();
    });
  },
);

test.each(CONTROLS)('%s: without it the same weights are beyond the bound', async (_, { shape, without }) => {
  const checkpoint = featureCheckpoint(shape, 'F32');
  const ours = await everyLogits(new CpuEngine(), checkpoint);
  for (const form of FORMS) {
    const engine = await openNodeOrtEngine(null, form);
    expect(largestOf(await everyLogits(engine, without(checkpoint)), ours)).toBeGreaterThan(10 * BOUND);
    engine.destroy();
  }
});
