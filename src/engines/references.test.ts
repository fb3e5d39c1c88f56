import { describe, expect, test } from 'vitest';
import { ARCHITECTURES } from '../model/architectures.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { loadModel } from '../model/load.ts';
import { largestDifference } from '../model/testing/nano.ts';
import { REFERENCE_NAMES, type Reference, readReference } from '../model/testing/references.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { referenceLogits } from './cpu/f64.ts';
import { REFERENCE_BOUND, referenceRun } from './testing/reference-run.ts';

async function loaded(reference: Reference): Promise<Checkpoint> {
  return (await loadModel(reference.files, reference.name, { needsText: false })).checkpoint;
}

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

  test('its folder loads, and the weights are the bytes that the reference wrote', async () => {
    expect((await loaded(reference)).hash).toBe(reference.hash);
  });

  test('the CPU engine: logits within 1e-4 at every position, 24 greedy tokens, the same bits at any M', async () => {
    const found = await referenceRun(new CpuEngine().load(await loaded(reference)), reference);
    if (process.env.SHOW) process.stdout.write(`${name} f32 ${found.largest.toExponential(2)}\n`);
    expect(found.largest).toBeLessThan(REFERENCE_BOUND);
    expect(found.tokens).toEqual(reference.greedy);
    expect(found.varying).toBe(0);
  });

  test('without rounding: within 1e-6', async () => {
    const rows = await referenceLogits(await loaded(reference), reference.prompt, { from: 0 });
    const largest = Math.max(...rows.map((row, i) => largestDifference(row, reference.logits[i])));
    if (process.env.SHOW) process.stdout.write(`${name} f64 ${largest.toExponential(2)}\n`);
    expect(largest).toBeLessThan(1e-6);
  });
});
