import { describe, expect, it } from 'vitest';
import type { StoredTensor } from './checkpoint.ts';
import { nodeModelFiles } from './files.node.ts';
import { assembleCheckpoint, loadCheckpoint, loadModel } from './load.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { parseSafetensors } from './safetensors.ts';
import { tensorLayout, tensorSlots } from './tensor-layout.ts';
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
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      await expect(loadModel(files(name), 'nano')).rejects.toThrow(`nano/${name}: expected JSON in UTF-8`);
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
    const files: ModelFiles = {
      read: (name) =>
        Promise.resolve(
          name === 'config.json' ? new TextEncoder().encode(JSON.stringify(configJson(config))) : weights,
        ),
    };
    const expected = assembleCheckpoint(config, parseSafetensors(weights, 'w'), hashBytes(weights));
    expect(await loadCheckpoint(files)).toEqual(expected);
  });
});

describe('hashBytes', () => {
  it('is SHA-256', () => {
    expect(hashBytes(new TextEncoder().encode('abc'))).toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
