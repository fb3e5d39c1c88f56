import { describe, expect, test } from 'vitest';
import { operationAt, outputLabel, tensorsOf } from './graph.ts';
import { modelGraph } from './model-graph.ts';
import { isMatmul, MATMULS } from './operations.ts';
import { syntheticCheckpoint } from './testing/synthetic.ts';

const { config } = syntheticCheckpoint(
  { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 101, tiedHead: false },
  { seed: 1, dtype: 'F32' },
);
const graph = modelGraph(config);

describe('the graph of a Llama', () => {
  test('what is computed from what, in order, in every layer', () => {
    const lines = graph.operations.map(({ inputs, ...operation }) =>
      [outputLabel(operation), ...inputs.map((run) => `${outputLabel(run)}[${run.start}:${run.end}]`)].join(
        ' ',
      ),
    );
    const layer = (at: number, stream: string) =>
      [
        `norm ${stream}[0:36]`,
        `qkv layer${at}.norm[0:36]`,
        `q layer${at}.qkv[0:36]`,
        `k layer${at}.qkv[36:54]`,
        `v layer${at}.qkv[54:72]`,
        `attention layer${at}.q[0:36] layer${at}.k[0:18] layer${at}.v[0:18]`,
        `o layer${at}.attention[0:36]`,
        `residual ${stream}[0:36] layer${at}.o[0:36]`,
        `mlp_norm layer${at}.residual[0:36]`,
        `gate_up layer${at}.mlp_norm[0:36]`,
        `swiglu layer${at}.gate_up[0:100]`,
        `down layer${at}.swiglu[0:50]`,
        `mlp_residual layer${at}.residual[0:36] layer${at}.down[0:36]`,
      ].map((line) => `layer${at}.${line}`);
    expect(lines).toEqual([
      'embed',
      ...layer(0, 'embed'),
      ...layer(1, 'layer0.mlp_residual'),
      'final_norm layer1.mlp_residual[0:36]',
      'head final_norm[0:36]',
    ]);
  });

  const layerOf = (shape: object) =>
    modelGraph({ ...config, ...shape })
      .operations.filter(({ layer }) => layer === 0)
      .slice(1, 8)
      .map(({ name, rounds, inputs }) => {
        const runs = inputs.map(({ name: from, start, end }) => `${from}[${start}:${end}]`);
        return [rounds ? name : `${name} (f32)`, ...runs].join(' ');
      });

  test('a bias is added to the finished sums, before all else', () => {
    expect(layerOf({ qkvBias: true })).toEqual([
      'qkv (f32) norm[0:36]',
      'qkv_bias (f32) qkv[0:72]',
      'q qkv_bias[0:36]',
      'k qkv_bias[36:54]',
      'v qkv_bias[54:72]',
      'attention q[0:36] k[0:18] v[0:18]',
      'o (f32) attention[0:36]',
    ]);
  });

  test('queries and keys are normalised before they are turned, and not rounded in between', () => {
    expect(layerOf({ qkNorm: true })).toEqual([
      'qkv (f32) norm[0:36]',
      'q_norm (f32) qkv[0:36]',
      'k_norm (f32) qkv[36:54]',
      'q q_norm[0:36]',
      'k k_norm[0:18]',
      'v qkv[54:72]',
      'attention q[0:36] k[0:18] v[0:18]',
    ]);
  });

  test('K and N of each product', () => {
    expect(MATMULS.map((name) => [name, graph.matmul[name].terms, graph.matmul[name].columns])).toEqual([
      ['qkv', 36, 72],
      ['o', 36, 36],
      ['gate_up', 36, 100],
      ['down', 50, 36],
      ['head', 36, 101],
    ]);
  });

  test('the weights of a product are as wide as it reads and together as long as it gives', () => {
    for (const operation of graph.operations.filter(({ name }) => isMatmul(name))) {
      const { terms, columns } = graph.matmul[operation.name as 'qkv'];
      expect(operation.weights.map(({ shape }) => shape[1])).toEqual(operation.weights.map(() => terms));
      expect(operation.weights.reduce((sum, { shape }) => sum + shape[0], 0)).toBe(columns);
    }
  });

  test('rounds everything but the sums of products, and samples after the layers', () => {
    const sums = graph.operations.filter(({ rounds }) => !rounds).map(({ name }) => name);
    expect([...new Set(sums)]).toEqual(MATMULS);
    const sampled = graph.operations.filter(({ rows }) => rows === 'sampled').map(({ name }) => name);
    expect(sampled).toEqual(['final_norm', 'head']);
  });

  test('a tied head is no tensor of its own, and an output that no layer has is refused', () => {
    const tied = modelGraph({ ...config, tiedHead: true });
    expect(tensorsOf(graph).map(({ tensor }) => tensor)).toEqual([
      ...tensorsOf(tied).map(({ tensor }) => tensor),
      'lm_head.weight',
    ]);
    expect(() => operationAt(graph, { layer: 2, name: 'o' })).toThrow('the model has no layer2.o');
  });
});
