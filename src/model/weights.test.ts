import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleCheckpoint, checkpointTensors } from './assemble.ts';
import { type StoredTensor, tensorBytes } from './checkpoint.ts';
import { loadCheckpoint } from './load.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { parseShardIndex } from './shard-index.ts';
import { memoryFiles } from './testing/memory-files.ts';
import {
  configJson,
  hashBytes,
  safetensorsFile,
  syntheticCheckpoint,
  writeSafetensors,
} from './testing/synthetic.ts';
import { readWeights } from './weights.ts';

const INDEX = 'model.safetensors.index.json';
const WHOLE = syntheticCheckpoint({ tiedHead: false }, { seed: 5, dtype: 'BF16' });
const TENSORS = checkpointTensors(WHOLE);

/** The tensors in three shards, the names of the files being their order. */
function sharded(tensors: readonly StoredTensor[] = TENSORS) {
  const name = (shard: number) => `model-0000${shard + 1}-of-00003.safetensors`;
  const parts = [0, 1, 2].map((shard) => tensors.filter((_, i) => i % 3 === shard));
  const files = Object.fromEntries(parts.map((part, shard) => [name(shard), writeSafetensors(part)]));
  const map = parts.flatMap((part, shard) =>
    part.map((tensor): [string, string] => [tensor.name, name(shard)]),
  );
  return { files, map: Object.fromEntries(map) };
}

const read = (files: ModelFiles) => readWeights(files, 'm', WHOLE.config);

describe('readWeights', () => {
  it('reads shards as the one file that they were cut from, with a hash of their list', async () => {
    const { files, map } = sharded();
    const index = { metadata: { total_size: 1 }, weight_map: map };
    const all = { 'config.json': configJson(WHOLE.config), ...files, [INDEX]: index };
    const checkpoint = await loadCheckpoint(memoryFiles(all));
    const sums = Object.entries(files).map(
      ([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`,
    );
    const hash = `sha256:${createHash('sha256').update(sums.join('')).digest('hex')}`;
    expect(checkpoint).toEqual({ ...WHOLE, hash });
  });

  it('prefers the one file where both are there, and hashes it whole', async () => {
    const { files, map } = sharded();
    const whole = writeSafetensors(TENSORS);
    const weights = await read(
      memoryFiles({ 'model.safetensors': whole, ...files, [INDEX]: { weight_map: map } }),
    );
    expect(weights).toMatchObject({ files: ['model.safetensors'], hash: hashBytes(whole) });
    expect(assembleCheckpoint(WHOLE.config, weights.tensors, WHOLE.hash)).toEqual(WHOLE);
  });

  it.each([true, false])(
    'names the shard that is missing (the folder tells its names: %s)',
    async (listed) => {
      const { files, map } = sharded();
      const [, second] = Object.keys(files);
      const rest = Object.fromEntries(Object.entries(files).filter(([name]) => name !== second));
      await expect(read(memoryFiles({ ...rest, [INDEX]: { weight_map: map } }, listed))).rejects.toThrow(
        `m/${second}: expected shard 2 of the 3 that ${INDEX} names, found no such file: fetch it too`,
      );
    },
  );

  it('refuses a shard that holds other tensors than the index says', async () => {
    const { files, map } = sharded();
    const [first, second] = Object.keys(files);
    const { name } = TENSORS[0];
    const moved = { ...map, [name]: second };
    await expect(read(memoryFiles({ ...files, [INDEX]: { weight_map: moved } }))).rejects.toThrow(
      `m/${first}: expected the tensors that ${INDEX} says, found "${name}" too`,
    );
    const more = { ...map, extra: first };
    await expect(read(memoryFiles({ ...files, [INDEX]: { weight_map: more } }))).rejects.toThrow(
      `m/${first}: expected tensor "extra", as ${INDEX} says, found none of that name`,
    );
  });

  it.each([
    ['pytorch_model.bin', 'there is pytorch_model.bin, a PyTorch pickle'],
    ['pytorch_model-00001-of-00002.bin', 'a PyTorch pickle'],
    ['consolidated.00.pth', 'a PyTorch pickle'],
    ['tiny.Q4_0.gguf', 'there is tiny.Q4_0.gguf, a model by itself: open that file'],
    ['weights.safetensors', 'of another name: call it model.safetensors'],
    ['tf_model.h5', 'of another library'],
  ])('without weights, names %s', async (file, words) => {
    const reading = read(memoryFiles({ 'README.md': {}, [file]: new Uint8Array(1) }, true));
    await expect(reading).rejects.toThrow(MissingFileError);
    await expect(reading).rejects.toThrow(`m/model.safetensors: expected a file, found none, nor ${INDEX}; `);
    await expect(reading).rejects.toThrow(words);
  });

  it('learns the same of a file that comes in pieces, and reads tensors that it does not keep when they are asked for', async () => {
    const whole = writeSafetensors(TENSORS.map((tensor) => ({ ...tensor, bytes: tensor.bytes.slice() })));
    // The last value of the file.
    whole.set([0x80, 0x7f], whole.length - 2);
    const asked: number[] = [];
    const files: ModelFiles = {
      read: () => Promise.reject(new Error('read whole')),
      readThrough: (_, onPiece, onBytes) => {
        for (let at = 0; at < whole.length; at += 4_001) onPiece(whole.slice(at, at + 4_001));
        onBytes?.(whole.length, whole.length);
        const reading = (from: number, to: number) => {
          asked.push(to - from);
          return whole.slice(from, to);
        };
        return Promise.resolve({ size: whole.length, read: reading, held: null });
      },
    };
    const heard: unknown[] = [];
    const weights = await readWeights(files, 'm', WHOLE.config, {
      onProgress: (...progress) => heard.push(progress),
    });
    expect(heard).toEqual([[whole.length, whole.length]]);
    const kept = await read(memoryFiles({ 'model.safetensors': whole }));
    expect([weights.hash, weights.nonFinite]).toEqual([kept.hash, kept.nonFinite]);
    expect([...weights.nonFinite.keys()]).toEqual([TENSORS.at(-1)!.name]);
    asked.length = 0;
    for (const [name, tensor] of weights.tensors) {
      expect(tensor.bytes).toEqual(kept.tensors.get(name)!.bytes);
      expect(tensorBytes(tensor, 4, 12)).toEqual(tensor.bytes.subarray(4, 12));
    }
    expect(asked).toContain(8);
  });

  it('refuses a header that is wrong before the rest comes', async () => {
    const wrong = safetensorsFile({ a: { dtype: 'F32', shape: [9], data_offsets: [0, 4e9] } }, [
      new Uint8Array(8_000),
    ]);
    let pieces = 0;
    const readThrough: ModelFiles['readThrough'] = (_, onPiece) => {
      for (; ; pieces++) onPiece(wrong.subarray(0, 5_000));
    };
    await expect(read({ read: () => Promise.reject(new Error('read whole')), readThrough })).rejects.toThrow(
      'm/model.safetensors: tensor "a": expected 36 bytes for F32 [9], found 4000000000',
    );
    expect(pieces).toBe(0);
  });
});

describe('parseShardIndex', () => {
  it.each(['../x.safetensors', 'a/b.safetensors', 'https://x/y.safetensors', '.safetensors', 'x.bin', ''])(
    'refuses %j as the name of a shard',
    (file) => {
      expect(() => parseShardIndex({ weight_map: { a: file } }, 'i')).toThrow(
        'i: weight_map."a": expected the name of a safetensors file beside it',
      );
    },
  );

  it('throws nothing but ModelError for any JSON', () => {
    const map = fc.dictionary(
      fc.string(),
      fc.oneof(fc.string(), fc.constant('s.safetensors'), fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ weight_map: map })), (json) => {
        try {
          expect(parseShardIndex(json, 'i').size).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelError);
        }
      }),
    );
  });
});
