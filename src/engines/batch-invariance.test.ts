import { expect, test } from 'vitest';
import { nanoCheckpoint } from '../model/testing/nano.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { setsOf } from '../steps/testing/arms.ts';
import { type BatchFinding, type BatchQuestion, measureBatchInvariance } from './batch-invariance.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { openNodeOrtEngine } from './ort/open-ort.node.ts';

const question = (vocabSize: number, asked: Pick<BatchQuestion, 'batches' | 'lengths' | 'longer'>) => ({
  spec: {
    kernels: setsOf('variant'),
    parallelism: 64,
    activations: 'f32',
    weights: 'stored',
    decoding: { temperature: 0, seed: 0 },
  } as const,
  vocabSize,
  ...asked,
});

const unsteady = (findings: readonly BatchFinding[]) => findings.filter(({ again }) => again > 0);
const varying = (findings: readonly BatchFinding[]) => findings.filter(({ differing }) => differing > 0);

/** What was found for release 1.30.0, and is no promise of its makers: a later one may fail here, and then the words in README must go. */
test('onnxruntime-web in WebAssembly is batch-invariant here: no bit of prefill or decode moves in any batch', async () => {
  const checkpoint = await nanoCheckpoint();
  const engine = await openNodeOrtEngine(null);
  const asked = { batches: [1, 2, 3, 8, 16, 32, 64], lengths: [1, 9], longer: [0, 30] };
  const findings = await measureBatchInvariance(
    engine.load(checkpoint),
    question(checkpoint.config.vocabSize, asked),
  );
  expect(findings).toHaveLength(2 * 2 * (7 + 6));
  expect(unsteady(findings)).toEqual([]);
  expect(varying(findings)).toEqual([]);
  engine.destroy();
});

test('the same question to the variant set, the control: decode rows move, and the same again each time', async () => {
  const shape = { hiddenSize: 100, heads: 5, kvHeads: 1, headDim: 20, intermediateSize: 150 };
  const checkpoint = syntheticCheckpoint(shape, { seed: 3, dtype: 'BF16' });
  const findings = await measureBatchInvariance(
    new CpuEngine().load(checkpoint),
    question(checkpoint.config.vocabSize, { batches: [1, 2, 8], lengths: [5], longer: [0] }),
  );
  expect(unsteady(findings)).toEqual([]);
  expect(varying(findings).some(({ phase }) => phase === 'decode')).toBe(true);
});
