import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { nanoCheckpoint } from '../../model/testing/nano.ts';
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
import { alone, FAULTS, KEPT } from '../testing/cache-histories.ts';
import { ODD_MODELS } from '../testing/odd-models.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const MODELS = { nano: await nanoCheckpoint(), ...ODD_MODELS };

await describeOnGpu('keys and values, however they came about', (gpu) => {
  const bedOf = (name: keyof typeof MODELS) => {
    const checkpoint = MODELS[name];
    const model = new WebGpuEngine(gpu).load(checkpoint);
    return new CacheBed(model, checkpoint.config.vocabSize, { activations: 'bf16' });
  };

  test.each(Object.keys(MODELS) as (keyof typeof MODELS)[])(
    '%s: the bits of a request alone, and others with one fault each',
    async (name) => {
      const bed = bedOf(name);
      const expected = await alone(bed);
      for (const [history, run] of Object.entries(KEPT)) expect(await run(bed), history).toBe(expected);
      for (const [fault, run] of Object.entries(FAULTS)) expect(await run(bed), fault).not.toBe(expected);
    },
  );

  test('a block is the same before it is moved out and when it is back; with one bit turned it is another', async () => {
    const bed = bedOf('biased');
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
    const bed = bedOf('biased');
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
    const bed = new CacheBed(new WebGpuEngine(gpu).load(ODD_MODELS.biased), 101, {
      activations: 'bf16',
      watchMoves: false,
    });
    expect(await KEPT['swapped out and in, to other blocks'](bed)).toBe(await alone(bed));
    await bed.with(async (arm) => expect(await move(arm, { kind: 'zero', block: 1 })).toEqual([]));
  });
});
