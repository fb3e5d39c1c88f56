import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import {
  CacheBed,
  flipBit,
  move,
  OTHER,
  OWN,
  PROMPT,
  stepped,
  swapIn,
  swapOut,
} from '../testing/cache-bed.ts';
import { alone, KEPT, unexpected } from '../testing/cache-histories.ts';
import { ODD_MODELS } from '../testing/odd-models.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const CHECKPOINT = ODD_MODELS.biased;

// Another model is asked in invariance.gpu.test.ts, and nano in needle.gpu.test.ts, which have compiled what they need.
await describeOnGpu('keys and values, however they came about', (gpu) => {
  const bedOf = (changes: Partial<ArmSpec> = {}) => {
    const model = new WebGpuEngine(gpu).load(CHECKPOINT);
    return new CacheBed(model, CHECKPOINT.config.vocabSize, { activations: 'bf16', ...changes });
  };

  test('have the bits of a request alone, and others with one fault each', async () => {
    expect(await unexpected(bedOf())).toEqual([]);
  });

  test('a block is the same before it is moved out and when it is back; with one bit turned it is another', async () => {
    const bed = bedOf();
    await bed.with(async (arm) => {
      await stepped(arm, bed.slice(0, PROMPT));
      const hashes = (await move(arm, ...swapOut(OWN))).map(({ hash }) => hash);
      expect((await move(arm, ...swapIn(OTHER))).map(({ hash }) => hash)).toEqual(hashes);
      expect(new Set(hashes).size).toBe(OWN.length);
      await flipBit(arm, OTHER[3]);
      const [turned, same] = await move(arm, ...swapOut([OTHER[3], OTHER[2]]));
      expect([turned.hash === hashes[3], same.hash]).toEqual([false, hashes[2]]);
    });
  });

  test('moves run in order, before the rows of their step', async () => {
    const bed = bedOf();
    await bed.with(async (arm) => {
      await stepped(arm, bed.slice(0, PROMPT));
      const [{ hash }] = await move(arm, ...swapOut([OWN[0]]));
      const { moved = [] } = await arm.step({
        slices: [bed.slice(PROMPT, PROMPT + 1)],
        preempted: [],
        moves: [
          { kind: 'zero', block: 12 },
          { kind: 'swap-in', host: 0, block: 12 },
          { kind: 'copy', from: 12, to: 13 },
          { kind: 'zero', block: 12 },
        ],
      });
      const [, back, copied, zeroed] = moved;
      expect([back.hash, copied.hash, zeroed.hash === hash]).toEqual([hash, hash, false]);
      const [zeros, kept] = await arm.readBlocks!([12, 13]);
      expect([zeros.some(Boolean), kept.some(Boolean)]).toEqual([false, true]);
    });
  });

  test('unwatched, moves say nothing and do the same', async () => {
    const bed = bedOf({ watchMoves: false });
    expect(await KEPT['swapped out and in, to other blocks'](bed)).toBe(await alone(bed));
    await bed.with(async (arm) => expect(await move(arm, { kind: 'zero', block: 1 })).toEqual([]));
  });
});
