import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { Engine } from '../../steps/engine.ts';
import { CpuEngine } from '../cpu/cpu.ts';
import { CONTROLS, DECODER_FEATURES, featureCheckpoint } from '../testing/decoder-features.ts';
import { openNodeOrtEngine } from './open-ort.node.ts';
import { BOUND, largestOf, mixedLogits, ORACLE_SPEC } from './testing/oracle.ts';

const FORMS = ['fast', 'plain'] as const;

async function logitsOf(engine: Engine, checkpoint: Checkpoint) {
  const arm = await engine.load(checkpoint).openArm(ORACLE_SPEC);
  return await mixedLogits(arm, checkpoint.config.vocabSize);
}

describe.each(Object.entries(DECODER_FEATURES))(
  '%s: the CPU engine against onnxruntime-web',
  (_, { shape }) => {
    const checkpoint = featureCheckpoint(shape, 'F32');
    const ours = logitsOf(new CpuEngine(), checkpoint);

    test.each(FORMS)('%s graph: logits within 1e-4, prefill and decode', async (form) => {
      const engine = await openNodeOrtEngine(null, form);
      expect(largestOf(await logitsOf(engine, checkpoint), await ours)).toBeLessThan(BOUND);
      engine.destroy();
    });
  },
);

test.each(CONTROLS)('%s: without it the same weights are beyond the bound', async (_, { shape, without }) => {
  const checkpoint = featureCheckpoint(shape, 'F32');
  const ours = await logitsOf(new CpuEngine(), checkpoint);
  for (const form of FORMS) {
    const engine = await openNodeOrtEngine(null, form);
    expect(largestOf(await logitsOf(engine, without(checkpoint)), ours)).toBeGreaterThan(10 * BOUND);
    engine.destroy();
  }
});
