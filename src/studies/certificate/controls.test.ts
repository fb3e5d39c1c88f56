import { beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { SHAPES } from '../../model/shapes.ts';
import { nanoCheckpoint } from '../../model/testing/nano.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { INVARIANCES, noCell } from '../../results/certificate-cell.ts';
import type { Finding } from './comparison.ts';
import { controlsOf } from './controls.ts';
import { replayProbes } from './replay-probes.ts';

const REAL = 'qwen2.5-0.5b';

/** Shapes and weights that have nothing in common. */
const MODELS: readonly (readonly [string, () => Promise<Pick<Checkpoint, 'config'>>])[] = [
  ['nano', nanoCheckpoint],
  // Sums of many chunks.
  [REAL, () => Promise.resolve({ config: SHAPES[REAL].config })],
  ...[
    { hiddenSize: 32, heads: 4, kvHeads: 2, headDim: 8 },
    { hiddenSize: 24, heads: 3, kvHeads: 1, headDim: 8 },
    { hiddenSize: 64, heads: 4, kvHeads: 4, headDim: 16 },
    { hiddenSize: 96, heads: 6, kvHeads: 2, headDim: 16 },
    { hiddenSize: 128, heads: 8, kvHeads: 1, headDim: 16 },
  ].map(
    (shape, seed) =>
      [
        `random model ${seed + 1}`,
        () => Promise.resolve(syntheticCheckpoint(shape, { seed, dtype: 'BF16' })),
      ] as const,
  ),
];

describe.each(MODELS)('the negative controls of %s', (name, load) => {
  let config: Checkpoint['config'];
  beforeAll(async () => {
    ({ config } = await load());
  });

  const rules = ['unfused', 'fused'] as const;
  // Large sums where most is hidden.
  const dtypes = name === REAL ? (['bf16'] as const) : ACTIVATION_DTYPES;
  const each = rules.flatMap((rule) => dtypes.map((activations) => [rule, activations] as const));

  test.each(each)('differ in every cell, %s, %s', async (rule, activations) => {
    const probes = replayProbes(rule);
    for (const operation of OPERATIONS) {
      for (const invariance of INVARIANCES) {
        if (noCell(operation, invariance, 'invariant')) continue;
        const found: Finding[] = [];
        const options = { probes, config, activations, weights: activations, full: true };
        for await (const finding of controlsOf(operation, invariance, options)) found.push(finding);
        const compared = found.filter((finding) => 'comparison' in finding);
        expect(compared.length).toBeGreaterThan(0);
        for (const { name, comparison } of compared)
          expect([name, comparison.finite, comparison.differing > 0]).toEqual([name, true, true]);
      }
    }
  });
});
