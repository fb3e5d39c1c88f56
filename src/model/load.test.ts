import { describe, expect, it } from 'vitest';
import { assembleCheckpoint, checkpointTensors } from './assemble.ts';
import { nodeModelFiles } from './files.node.ts';
import { loadCheckpoint, loadModel } from './load.ts';
import type { ModelConfig } from './model-config.ts';
import { MissingFileError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { parseSafetensors } from './safetensors.ts';
import { memoryFiles } from './testing/memory-files.ts';
import { configJson, hashBytes, syntheticCheckpoint, writeSafetensors } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const NANO = nodeModelFiles('public/models/nano');

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A model without a tokenizer. */
function syntheticFolder(changes: Partial<ModelConfig>) {
  const checkpoint = syntheticCheckpoint(changes, { seed: 3, dtype: 'BF16' });
  const { config } = checkpoint;
  const tensors = checkpointTensors(checkpoint);
  const files = { 'config.json': configJson(config), 'model.safetensors': writeSafetensors(tensors) };
  return { config, tensors, files };
}

describe('loadModel', () => {
  it('loads nano', async () => {
    const heard: (number | null)[][] = [];
    const { checkpoint, tokenizer } = await loadModel(NANO, 'nano', {
      onProgress: (...progress) => heard.push(progress),
    });
    expect(checkpoint.parameters).toBe(1_805_440);
    expect(checkpoint.hash).toBe('sha256:6f9d73d3dabda20f166e3f77b8fb497ffcedd2bfb8245acbb161422b3a05af2e');
    expect(checkpoint.layers).toHaveLength(12);
    expect(checkpoint.head).toBe(checkpoint.embedding);
    expect(widenTensor(checkpoint.layers[11].down)).toHaveLength(128 * 256);
    expect(tokenizer.size).toBe(1_024);
    expect(heard.at(-1)).toEqual([3_622_672, 3_622_672]);
  });

  it('refuses a wrong config or tokenizer before it reads the weights', async () => {
    const asked: string[] = [];
    const files = (changed: string): ModelFiles => ({
      read(name, onBytes) {
        asked.push(name);
        return name === changed ? Promise.resolve(new TextEncoder().encode('{')) : NANO.read(name, onBytes);
      },
    });
    for (const name of ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      await expect(loadModel(files(name), 'nano')).rejects.toThrow(
        `nano/${name}: line 1, column 2: expected`,
      );
    }
    expect(asked).not.toContain('model.safetensors');
  });

  it('does without tokenizer_config.json, and without a tokenizer where only ids are fed', async () => {
    const without = (...missing: string[]): ModelFiles => ({
      read: (name, onBytes) =>
        missing.includes(name)
          ? Promise.reject(new MissingFileError(name, 'expected a file'))
          : NANO.read(name, onBytes),
    });
    const plain = await loadModel(without('tokenizer_config.json'), 'nano');
    expect(plain.tokenizer.encode('a', { bos: false })).toHaveLength(1);
    await expect(loadModel(without('tokenizer.json'), 'nano')).rejects.toThrow(MissingFileError);
    const { tokenizer } = await loadModel(without('tokenizer.json'), 'nano', { needsText: false });
    expect(tokenizer.decode([5, 7])).toBe('[token 5][token 7]');
    expect(() => tokenizer.encode('a')).toThrow('tokenizer.json');
  });

  it('reads back a synthetic checkpoint that was written as files', async () => {
    const { config, files } = syntheticFolder({ tiedHead: false });
    const weights = files['model.safetensors'];
    const expected = assembleCheckpoint(config, parseSafetensors(weights, 'w'), hashBytes(weights));
    expect(await loadCheckpoint(memoryFiles(files))).toEqual(expected);
  });

  it('ends at the tokens of config.json and of generation_config.json, and says which file names each', async () => {
    const { files, config } = syntheticFolder({ eosTokens: [2, 3] });
    const ends = async (generation: object) => {
      const { checkpoint, endTokens, warnings } = await loadModel(
        memoryFiles({ ...files, 'generation_config.json': generation }),
        'm',
        { needsText: false },
      );
      expect(checkpoint.config.eosTokens).toEqual(endTokens.map(({ token }) => token));
      return { endTokens, warnings: warnings.slice(0, -1) };
    };
    expect(await ends({ eos_token_id: [3, 2, 9] })).toEqual({
      endTokens: [
        { token: 2, from: ['config.json', 'generation_config.json'] },
        { token: 3, from: ['config.json', 'generation_config.json'] },
        { token: 9, from: ['generation_config.json'] },
      ],
      warnings: [],
    });
    expect(await ends({ eos_token_id: 3 })).toMatchObject({
      warnings: ['config.json says eos_token_id 2, generation_config.json 3: each ends a request'],
    });
    const { vocabSize } = config;
    expect(await ends({ eos_token_id: vocabSize })).toEqual({
      endTokens: [2, 3].map((token) => ({ token, from: ['config.json'] })),
      warnings: [
        `generation_config.json: eos_token_id is ${vocabSize}, vocab_size ${vocabSize}: no such token, so it is left out`,
      ],
    });
    await expect(ends({ eos_token_id: 'x' })).rejects.toThrow(
      'm/generation_config.json: eos_token_id: expected a token id, an array of them, or null, found "x"',
    );
  });

  it('reads the numbers of Python in fields that do not matter, and refuses them in those that do', async () => {
    const { files, config } = syntheticFolder({});
    const text = JSON.stringify(configJson(config));
    const load = (config: string) => loadCheckpoint(memoryFiles({ ...files, 'config.json': utf8(config) }));
    const { hash } = await load(text.replace('{', '{"limit": [0.0, Infinity, -Infinity, NaN], '));
    expect(hash).toBe((await load(text)).hash);
    await expect(load(text.replace(/"rope_theta":\d+/, '"rope_theta":Infinity'))).rejects.toThrow(
      'model/config.json: rope_theta: expected a number above 0, found Infinity',
    );
    await expect(load(`{\n  "a": 1, // mine\n${text.slice(1)}`)).rejects.toThrow(
      'model/config.json: line 2, column 11: expected a field name in quotes, found "// mine"; JSON has no comments',
    );
  });

  it('warns of weights that are no numbers', async () => {
    const { tensors, files } = syntheticFolder({});
    const norm = tensors.find(({ name }) => name === 'model.norm.weight')!;
    norm.bytes.set([0xc0, 0x7f], 10);
    const broken = memoryFiles({ ...files, 'model.safetensors': writeSafetensors(tensors) });
    const { warnings } = await loadModel(broken, 'm', { needsText: false });
    expect(warnings).toEqual([
      'tokens are shown as ids, and text cannot be fed: m/tokenizer.json: expected a file, found none',
      '"model.norm.weight" holds 1 value that is NaN or infinite, the first NaN at [5]: no output that it reaches means anything',
    ]);
  });

  it('names the tokenizer of an older form that is there', async () => {
    const { files } = syntheticFolder({});
    const loading = loadModel(memoryFiles({ ...files, 'tokenizer.model': {} }, true), 'm');
    await expect(loading).rejects.toThrow(
      'm/tokenizer.json: expected a file, found none; there is tokenizer.model, an older form: save it as tokenizer.json',
    );
  });
});
