import { describe, expect, it } from 'vitest';
import type { StoredTensor } from './checkpoint.ts';
import type { ModelConfig } from './config.ts';
import { nodeModelFiles } from './files.node.ts';
import { assembleCheckpoint, loadCheckpoint, loadModel } from './load.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { parseSafetensors } from './safetensors.ts';
import { tensorLayout, tensorSlots } from './tensor-layout.ts';
import { memoryFiles } from './testing/memory-files.ts';
import { configJson, hashBytes, syntheticCheckpoint, writeSafetensors } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const NANO = nodeModelFiles('public/models/nano');

/** The tensors of a synthetic checkpoint by name, to be tampered with. */
function namedTensors(tiedHead: boolean) {
  const { config, embedding, layers, finalNorm, head } = syntheticCheckpoint(
    { tiedHead },
    { seed: 3, dtype: 'BF16' },
  );
  const all = [
    embedding,
    ...layers.flatMap((layer) => Object.values(layer) as StoredTensor[]),
    finalNorm,
    head,
  ];
  return { config, tensors: new Map(all.map((tensor) => [tensor.name, tensor])) };
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A model without a tokenizer. */
function syntheticFolder(changes: Partial<ModelConfig>) {
  const named = namedTensors(true);
  const config = { ...named.config, ...changes };
  const weights = writeSafetensors(named.tensors.values());
  return { ...named, config, files: { 'config.json': configJson(config), 'model.safetensors': weights } };
}

function tensor(name: string, shape: number[]): StoredTensor {
  const size = shape.reduce((product, n) => product * n, 2);
  return { name, dtype: 'BF16', shape, bytes: new Uint8Array(size) };
}

describe('assembleCheckpoint', () => {
  it('puts every tensor in its place', () => {
    const { config, tensors } = namedTensors(false);
    const { layers, embedding, finalNorm, head, parameters } = assembleCheckpoint(
      config,
      tensors,
      'sha256:0',
    );
    expect(embedding.name).toBe('model.embed_tokens.weight');
    expect(finalNorm.name).toBe('model.norm.weight');
    expect(head.name).toBe('lm_head.weight');
    expect(Object.entries(layers[1]).map(([place, { name }]) => `${place} ${name}`)).toEqual([
      'inputNorm model.layers.1.input_layernorm.weight',
      'q model.layers.1.self_attn.q_proj.weight',
      'k model.layers.1.self_attn.k_proj.weight',
      'v model.layers.1.self_attn.v_proj.weight',
      'o model.layers.1.self_attn.o_proj.weight',
      'postNorm model.layers.1.post_attention_layernorm.weight',
      'gate model.layers.1.mlp.gate_proj.weight',
      'up model.layers.1.mlp.up_proj.weight',
      'down model.layers.1.mlp.down_proj.weight',
    ]);
    const stored = [...tensors.values()].reduce((sum, { bytes }) => sum + bytes.length / 2, 0);
    expect(parameters).toBe(stored);
  });

  it('uses the embedding as a tied head, whatever head the file holds', () => {
    const { config, tensors } = namedTensors(true);
    tensors.set('lm_head.weight', tensor('lm_head.weight', [1]));
    const checkpoint = assembleCheckpoint(config, tensors, 'sha256:0');
    expect(checkpoint.head).toBe(checkpoint.embedding);
  });

  it('skips stored rotary frequencies', () => {
    const { config, tensors } = namedTensors(true);
    const name = 'model.layers.0.self_attn.rotary_emb.inv_freq';
    tensors.set(name, tensor(name, [4]));
    expect(() => assembleCheckpoint(config, tensors, 'sha256:0')).not.toThrow();
  });

  it('names missing tensors, the first few', () => {
    const { config, tensors } = namedTensors(true);
    tensors.delete('model.norm.weight');
    expect(() => assembleCheckpoint(config, tensors, 'h')).toThrow(
      'model.safetensors: expected "model.norm.weight", found no',
    );
    expect(() => assembleCheckpoint(config, new Map(), 'h')).toThrow(
      /"model\.layers\.0\.self_attn\.v_proj\.weight" and 15 more, found no such tensors/,
    );
  });

  it('refuses an untied head that is missing, a bias, and a layer too many', () => {
    const { config, tensors } = namedTensors(true);
    expect(() => assembleCheckpoint({ ...config, tiedHead: false }, tensors, 'h')).toThrow(
      '"lm_head.weight"',
    );
    const bias = 'model.layers.0.self_attn.q_proj.bias';
    const biased = new Map(tensors).set(bias, tensor(bias, [32]));
    expect(() => assembleCheckpoint(config, biased, 'h')).toThrow(`found "${bias}"`);
    expect(() => assembleCheckpoint({ ...config, layers: 1 }, tensors, 'h')).toThrow('"model.layers.1.');
  });

  it.each(tensorSlots(tensorLayout(namedTensors(false).config)))(
    'refuses $name of another shape',
    ({ name, shape }) => {
      const { config, tensors } = namedTensors(false);
      const transposed = shape[0] === shape.at(-1) ? [] : [shape.toReversed()];
      for (const wrong of [shape.toSpliced(-1, 1, shape.at(-1)! + 1), [...shape, 1], [], ...transposed]) {
        const changed = new Map(tensors).set(name, tensor(name, wrong));
        const assemble = () => assembleCheckpoint(config, changed, 'h');
        expect(assemble).toThrow(ModelError);
        expect(assemble).toThrow(
          `tensor "${name}": expected shape [${shape.join(', ')}] from the config, found [${wrong.join(', ')}]`,
        );
      }
    },
  );
});

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
    const { config, tensors } = namedTensors(false);
    const weights = writeSafetensors(tensors.values());
    const files = memoryFiles({ 'config.json': configJson(config), 'model.safetensors': weights });
    const expected = assembleCheckpoint(config, parseSafetensors(weights, 'w'), hashBytes(weights));
    expect(await loadCheckpoint(files)).toEqual(expected);
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
    const { tensors, config } = syntheticFolder({});
    const norm = tensors.get('model.norm.weight')!;
    const bytes = norm.bytes.slice();
    bytes.set([0xc0, 0x7f], 10);
    const weights = writeSafetensors(new Map(tensors).set(norm.name, { ...norm, bytes }).values());
    const files = memoryFiles({ 'config.json': configJson(config), 'model.safetensors': weights });
    const { warnings } = await loadModel(files, 'm', { needsText: false });
    expect(warnings).toEqual([
      'tokens are shown as ids, and text cannot be fed: m/tokenizer.json: expected a file, found none',
      '"model.norm.weight" holds 1 value that is NaN or infinite, the first NaN at [5]: no output that it reaches means anything',
    ]);
  });
});
