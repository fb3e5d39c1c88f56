import { describe, expect, it } from 'vitest';
import { assembleCheckpoint, checkpointTensors } from './assemble.ts';
import type { StoredTensor } from './checkpoint.ts';
import { tensorsOf } from './graph.ts';
import { ModelError } from './model-error.ts';
import { modelGraph } from './model-graph.ts';
import { syntheticCheckpoint } from './testing/synthetic.ts';

/** The tensors of a synthetic checkpoint by name, to be tampered with. */
function namedTensors(tiedHead: boolean) {
  const checkpoint = syntheticCheckpoint({ tiedHead }, { seed: 3, dtype: 'BF16' });
  const tensors = new Map(checkpointTensors(checkpoint).map((tensor) => [tensor.name, tensor]));
  return { config: checkpoint.config, tensors };
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

  it.each(tensorsOf(modelGraph(namedTensors(false).config)))(
    'refuses $tensor of another shape',
    ({ tensor: name, shape }) => {
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
