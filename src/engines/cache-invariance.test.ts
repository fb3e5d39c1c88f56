import { describe, expect, test } from 'vitest';
import { nanoCheckpoint } from '../model/testing/nano.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { handOver } from '../steps/hand-over.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
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
} from './testing/cache-bed.ts';
import { alone, FAULTS, KEPT } from './testing/cache-histories.ts';
import { ODD_MODELS } from './testing/odd-models.ts';

const MODELS = { nano: await nanoCheckpoint(), ...ODD_MODELS };

describe.each(Object.entries(MODELS))('%s on the CPU engine, batch-invariant sets', (_, checkpoint) => {
  const model = openCpuEngine().load(checkpoint);
  const bed = new CacheBed(model, checkpoint.config.vocabSize, { activations: 'bf16' });
  const expected = alone(bed);

  test.each(Object.keys(KEPT))('%s: the bits of a request alone', async (name) => {
    expect(await KEPT[name](bed)).toBe(await expected);
  });

  test.each(Object.keys(FAULTS))('the control, %s: other bits', async (name) => {
    expect(await FAULTS[name](bed)).not.toBe(await expected);
  });
});

describe.each([
  ['SIMD', openCpuEngine],
  ['readable', () => new CpuEngine()],
] as const)('blocks of the %s CPU engine', (_, open) => {
  const small = syntheticCheckpoint({}, { seed: 6, dtype: 'F32' });
  const bed = new CacheBed(open().load(small), small.config.vocabSize);

  test('moves tell what they moved: a block is the same before and after, and another with one bit turned', async () => {
    await bed.with(async (arm) => {
      await stepped(arm, bed.slice(0, PROMPT));
      const out = await move(arm, ...swapOut(OWN));
      const back = await move(arm, ...swapIn(OTHER));
      const hashes = out.map(({ hash }) => hash);
      expect(back.map(({ hash }) => hash)).toEqual(hashes);
      expect(new Set(hashes).size).toBe(OWN.length);
      await flipBit(arm, OTHER[3]);
      const [turned, same] = await move(arm, ...swapOut([OTHER[3], OTHER[2]]));
      expect([turned.hash === hashes[3], same.hash]).toEqual([false, hashes[2]]);
    });
  });

  test('moves run in order: a copy takes what a swap has just brought, and a zeroed block holds nothing', async () => {
    await bed.with(async (arm) => {
      await stepped(arm, bed.slice(0, PROMPT));
      const [{ hash }] = await move(arm, ...swapOut([OWN[0]]));
      const [, back, copied, zeroed] = await move(
        arm,
        { kind: 'zero', block: 12 },
        { kind: 'swap-in', host: 0, block: 12 },
        { kind: 'copy', from: 12, to: 13 },
        { kind: 'zero', block: 12 },
      );
      expect([back.hash, copied.hash, zeroed.hash === hash]).toEqual([hash, hash, false]);
      const [zeros, kept] = await arm.readBlocks!([12, 13]);
      expect([zeros.some(Boolean), kept.some(Boolean)]).toEqual([false, true]);
    });
  });

  test('what an arm does not have is refused before anything is moved', async () => {
    await bed.with(async (arm) => {
      await expect(move(arm, { kind: 'swap-in', host: 2, block: 1 })).rejects.toThrow(
        'place 2 of the host memory holds no KV block',
      );
      await expect(move(arm, { kind: 'swap-out', block: 1, host: 8 })).rejects.toThrow(
        'swap-out of a KV block: place 8 is outside the host memory of 8 blocks',
      );
      await expect(move(arm, { kind: 'copy', from: 1, to: 30 })).rejects.toThrow(
        'copy of a KV block: block 30 is outside the pool of 30',
      );
      await expect(
        move(arm, { kind: 'swap-out', block: 1, host: 0 }, { kind: 'swap-in', host: 0, block: 2 }),
      ).rejects.toThrow('swap-in of a KV block: place 0 is filled by the same step');
      await expect(arm.writeBlocks!([1], [new Uint8Array(4)])).rejects.toThrow('a KV block of 4 bytes');
    });
  });

  test('an arm of other activations or sizes takes no blocks', async () => {
    const rounded = new CacheBed(open().load(small), small.config.vocabSize, { activations: 'bf16' });
    await bed.with((from) =>
      rounded.with(async (to) => {
        await expect(handOver(from, OWN, to, OTHER)).rejects.toThrow(
          'cannot be handed over to an arm of CPU bf16',
        );
      }),
    );
  });

  test('more host memory than there is is refused by the arm that asks', async () => {
    const { config } = small;
    const limits = { maxSequences: 1, maxTokensPerStep: 8, maxContext: 16, blocks: 1, hostBlocks: 2 ** 44 };
    const greedy = new CacheBed(open().load(small), config.vocabSize, { name: 'greedy', limits });
    await expect(greedy.with(() => Promise.resolve())).rejects.toThrow(/^arm greedy: limits.hostBlocks: /);
  });
});

test('a step that reaches outside its arm is refused', async () => {
  const small = syntheticCheckpoint({}, { seed: 6, dtype: 'F32' });
  const bed = new CacheBed(openCpuEngine().load(small), small.config.vocabSize);
  await bed.with(async (arm) => {
    const slice = bed.slice(0, 2);
    await expect(stepped(arm, { ...slice, position: 95 })).rejects.toThrow('request 1: position 96 of 96');
    await expect(stepped(arm, { ...slice, start: 79 })).rejects.toThrow(
      'request 1: place 80 of a cache of 80',
    );
    await expect(stepped(arm, { ...slice, blocks: [30] })).rejects.toThrow(
      'block 30 is outside the pool of 30',
    );
    await expect(stepped(arm, { ...bed.slice(0, 20), sample: 'all' })).rejects.toThrow(
      'a step that samples 20 rows: the arm has room for 2',
    );
  });
});

test('positions are told from places, beyond those of the cache too: the CPU engines agree', async () => {
  const small = syntheticCheckpoint({}, { seed: 6, dtype: 'F32' });
  const limits = { maxSequences: 4, maxTokensPerStep: 72, maxContext: 96, blocks: 30, maxPositions: 200 };
  const at = async (open: typeof openCpuEngine, position: number) => {
    const bed = new CacheBed(open().load(small), small.config.vocabSize, { limits });
    return await bed.with(async (arm) => {
      await stepped(arm, bed.slice(0, 20));
      return await stepped(arm, { ...bed.slice(20, 22), position });
    });
  };
  const [kept, moved] = [await at(openCpuEngine, 20), await at(openCpuEngine, 150)];
  expect(moved).not.toBe(kept);
  expect(await at(() => new CpuEngine(), 150)).toBe(moved);
});
