import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleCheckpoint, checkpointTensors } from './assemble.ts';
import type { StoredTensor } from './checkpoint.ts';
import { loadCheckpoint } from './load.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { parseShardIndex } from './shard-index.ts';
import { memoryFiles } from './testing/memory-files.ts';
import { configJson, hashBytes, syntheticCheckpoint, writeSafetensors } from './testing/synthetic.ts';
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
    ['tiny.Q4_0.gguf', 'there is tiny.Q4_0.gguf, for llama.cpp'],
    ['weights.safetensors', 'of another name: call it model.safetensors'],
    ['tf_model.h5', 'of another library'],
  ])('without weights, names %s', async (file, words) => {
    const reading = read(memoryFiles({ 'README.md': {}, [file]: new Uint8Array(1) }, true));
    await expect(reading).rejects.toThrow(MissingFileError);
    await expect(reading).rejects.toThrow(`m/model.safetensors: expected a file, found none, nor ${INDEX}; `);
    await expect(reading).rejects.toThrow(words);
  });

  it('tells how far it has read and hashed', async () => {
    const heard: unknown[] = [];
    const whole = writeSafetensors(TENSORS);
    const onHash = (...progress: unknown[]) => heard.push(progress);
    await readWeights(memoryFiles({ 'model.safetensors': whole }), 'm', WHOLE.config, { onHash });
    expect(heard).toEqual([[whole.length, whole.length]]);
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
