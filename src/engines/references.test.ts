import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARCHITECTURES } from '../model/architectures.ts';
import { loadModel } from '../model/load.ts';
import { largestDifference } from '../model/testing/nano.ts';
import { REFERENCE_NAMES, readReference } from '../model/testing/references.ts';
import type { Engine } from '../steps/engine.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { referenceLogits } from './cpu/f64.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import { openNodeOrtEngine } from './ort/open-ort.node.ts';
import { expectReference } from './testing/expect-reference.ts';
import { REFERENCE_BOUND, referenceRun } from './testing/reference-run.ts';

test('every architecture has a reference', async () => {
  const types = await Promise.all(
    REFERENCE_NAMES.map(async (name) => {
      const text = new TextDecoder().decode(await readReference(name).files.read('config.json'));
      return /"model_type": "(\w+)"/.exec(text)![1];
    }),
  );
  expect(new Set(types)).toEqual(new Set(Object.keys(ARCHITECTURES)));
});

describe.each(REFERENCE_NAMES)('%s', (name) => {
  const reference = readReference(name);
  const loaded = async () => (await loadModel(reference.files, name, { needsText: false })).checkpoint;

  test('its folder loads, and its weights are the bytes that the reference was computed from', async () => {
    expect((await loaded()).hash).toBe(reference.hash);
  });

  test('the readable engine: its logits, its greedy tokens, and the same bits at any M', async () => {
    await expectReference(new CpuEngine(), name);
  });

  test('in SIMD: the same', async () => {
    await expectReference(openCpuEngine(), name);
  });

  test('without rounding its logits are within 1e-6', async () => {
    const rows = await referenceLogits(await loaded(), reference.prompt, { from: 0 });
    const largest = Math.max(...rows.map((row, i) => largestDifference(row, reference.logits[i])));
    expect(largest).toBeLessThan(1e-6);
  });
});

test('pieces and company move the bits of the variant set: the control of the same bits at any M', async () => {
  const reference = readReference('mistral');
  const { checkpoint } = await loadModel(reference.files, reference.name, { needsText: false });
  const found = await referenceRun(new CpuEngine().load(checkpoint), reference, 'variant');
  expect(found.largest).toBeLessThan(REFERENCE_BOUND);
  expect(found.tokens).toEqual(reference.greedy);
  expect(found.varying).toBeGreaterThan(0);
});

describe.each(['fast', 'plain'] as const)('onnxruntime-web in WebAssembly, %s graph', (form) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await openNodeOrtEngine(null, form);
  });

  afterAll(() => engine.destroy());

  const mixtures = ['olmoe', 'qwen3-moe'];

  test.each(REFERENCE_NAMES.filter((name) => !mixtures.includes(name)))(
    '%s: its logits and its greedy tokens',
    async (name) => {
      await expectReference(engine, name, 'close');
    },
  );

  test.each(mixtures)('%s: refused by name', async (name) => {
    await expect(expectReference(engine, name, 'close')).rejects.toThrow('runs no mixture of experts here');
  });
});
