import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { KERNEL_SETS, type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import { type Sample, wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { prefixedSteps } from '../../steps/testing/prefixed.ts';
import { CpuEngine } from './cpu.ts';
import { referenceLogits } from './f64.ts';
import { openCpuEngine } from './open-cpu.ts';

const CHECKPOINT = syntheticCheckpoint(
  { heads: 4, kvHeads: 2, headDim: 12, maxPositions: 256 },
  { seed: 9, dtype: 'F32' },
);
const tokens = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => ((i + seed) * (seed + 29) + 3) % CHECKPOINT.config.vocabSize);
const PREFIX = tokens(144, 1);
const OWN = [5, 70, 12].map((length, i) => tokens(length, 2 + i));
const LIMITS = { maxSequences: 3, maxTokensPerStep: 160, maxContext: 220, blocks: 24 };
const [fast, readable] = [openCpuEngine(), new CpuEngine()].map((engine) => engine.load(CHECKPOINT));

async function samplesOf(model: typeof fast, set: KernelSet, cascade: boolean) {
  const arm = await model.openArm(armSpec({ kernels: setsOf(set), limits: LIMITS }));
  await arm.spoilCache?.();
  const samples: Sample[] = [];
  for (const plan of prefixedSteps({ prefix: PREFIX, own: OWN, cascade }))
    samples.push(...(await arm.step(plan)).samples);
  arm.destroy();
  return samples;
}

test.each(KERNEL_SETS)('%s: a shared prefix by its plan, in WebAssembly as it reads', async (set) => {
  const [cascade, plain, same] = [
    await samplesOf(fast, set, true),
    await samplesOf(fast, set, false),
    await samplesOf(readable, set, true),
  ].map((samples) => samples.map(({ digest }) => [...digest]));
  expect(cascade).toHaveLength(2 * OWN.length);
  expect(same).toEqual(cascade);
  // A set that promises bits keeps them; the others change them, as engines do. What only prefills after a prefix that is all that is
  // cached may be cut there anyway.
  if (rulesOf(set).batchInvariant) expect(cascade).toEqual(plain);
  else for (const i of OWN.keys()) expect(cascade[OWN.length + i]).not.toEqual(plain[OWN.length + i]);
});

test('logits over a shared prefix are as close to f64 as plain ones', async () => {
  const off = { cascade: 0, plain: 0 };
  for (const [name, cascade] of [
    ['cascade', true],
    ['plain', false],
  ] as const) {
    const samples = await samplesOf(fast, 'variant', cascade);
    for (const [i, own] of OWN.entries()) {
      const all = [...PREFIX, ...own];
      const exact = await referenceLogits(CHECKPOINT, all, { from: all.length - 2 });
      const found = samples.filter(({ request }) => request === `r${i}`).map(wholeLogits);
      for (const [j, logits] of found.entries())
        for (const [t, logit] of logits.entries())
          off[name] = Math.max(off[name], Math.abs(logit - exact[j][t]));
    }
  }
  expect(off.cascade).toBeLessThan(1e-5);
  expect(off.cascade).toBeLessThan(2 * off.plain);
});
