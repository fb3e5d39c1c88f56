import { expect, test } from 'vitest';
import { elementsOf, outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { F64_ARITHMETIC } from './arithmetic.ts';
import { CpuForward } from './cpu-forward.ts';
import { cpuWeights } from './cpu-weights.ts';

test.each([
  { of: 'a Llama', shape: {} },
  { of: 'biases of q, k and v', shape: { qkvBias: true } },
  { of: 'norms of queries and keys', shape: { qkNorm: true } },
] as const)(
  '$of: the forward pass shows each row the outputs of the graph, in its order and of its sizes',
  ({ shape }) => {
    const checkpoint = syntheticCheckpoint({ layers: 3, ...shape }, { seed: 1, dtype: 'F32' });
    const { config } = checkpoint;
    const forward = new CpuForward(config, cpuWeights(checkpoint, 'stored'), F64_ARITHMETIC, 1, 16);
    const plan = stepOf({ request: 'r', start: 0, tokens: [1, 2], blocks: [0], sample: 'last' });
    const seen: string[][] = [[], []];
    forward.run(plan, planStep(plan, armSpec(), config), (row, layer, name, ...pieces) => {
      const elements = pieces.reduce((sum, piece) => sum + piece.length, 0);
      seen[row].push(`${outputLabel({ layer, name })} ${elements}`);
    });
    const { operations } = modelGraph(config);
    const words = (of: typeof operations) =>
      of.map((operation) => `${outputLabel(operation)} ${elementsOf(operation.shape)}`);
    expect(seen[1]).toEqual(words(operations));
    expect(seen[0]).toEqual(words(operations.filter(({ rows }) => rows === 'all')));
  },
);
