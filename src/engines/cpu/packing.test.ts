import { describe, expect, test } from 'vitest';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { KERNEL_SETS, rulesOf } from '../../numerics/sets/sets.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { type Packed, probeSamples } from '../../steps/testing/packed.ts';
import { CpuEngine } from './cpu.ts';
import { openCpuEngine } from './open-cpu.ts';

const CHECKPOINT = syntheticCheckpoint({ heads: 4, kvHeads: 2, headDim: 12 }, { seed: 8, dtype: 'BF16' });
const tokens = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => ((i + seed) * (seed + 29) + 3) % CHECKPOINT.config.vocabSize);
const PROBE = tokens(70, 1);
const LIMITS = { maxSequences: 2, maxTokensPerStep: 96, maxContext: 96, blocks: 8 };
const ALONE: Packed = { neighbour: [], probe: PROBE };

/** Ends inside a block and inside four keys; at a block's end; one token. */
const NEIGHBOURS = [21, 16, 1].map((length) => tokens(length, 2));

describe.each([
  ['in WebAssembly', openCpuEngine],
  ['as it reads', () => new CpuEngine()],
] as const)('packing, %s', (_, open) => {
  const model = open().load(CHECKPOINT);

  async function digests(set: (typeof KERNEL_SETS)[number], packed: Packed) {
    const arm = await model.openArm(armSpec({ kernels: setsOf(set), activations: 'bf16', limits: LIMITS }));
    await arm.spoilCache?.();
    const samples = await probeSamples(arm, packed);
    arm.destroy();
    expect(samples.every(({ finite }) => finite)).toBe(true);
    return samples.map(({ digest }) => [...digest]);
  }

  test.each(KERNEL_SETS)('%s: a segment behind a neighbour has the bits that it has alone', async (set) => {
    const alone = await digests(set, ALONE);
    for (const neighbour of NEIGHBOURS)
      expect(await digests(set, { ...ALONE, neighbour }), `${neighbour.length}`).toEqual(alone);
    const together = await digests(set, { ...ALONE, neighbour: NEIGHBOURS[0], together: true });
    if (rulesOf(set).batchInvariant) expect(together).toEqual(alone);
  });

  test('without the segment test the neighbour’s content moves every logit', async () => {
    const [neighbour] = NEIGHBOURS;
    const other = neighbour.with(4, (neighbour[4] + 1) % CHECKPOINT.config.vocabSize);
    const leaking = { ...ALONE, neighbour, leaking: true };
    const [alone, one, another] = [
      await digests('invariant', ALONE),
      await digests('invariant', leaking),
      await digests('invariant', { ...leaking, neighbour: other }),
    ];
    one.forEach((digest, i) => {
      expect(digest).not.toEqual(alone[i]);
      expect(digest).not.toEqual(another[i]);
    });
    // With it, what the neighbour says reaches nothing.
    const masked = await digests('invariant', { ...ALONE, neighbour: other });
    expect(masked).toEqual(alone);
  });
});
