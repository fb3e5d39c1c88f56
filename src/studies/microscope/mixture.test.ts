import { expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { elementReport, isSum, type MadeElement } from './element.ts';
import { expertElement } from './expert-operands.ts';
import { look } from './testing/looked.ts';

const experts = { count: 6, perToken: 2, normalised: false };
const checkpoint = syntheticCheckpoint({ experts, intermediateSize: 20 }, { seed: 3, dtype: 'F32' });
const { hiddenSize: hidden, intermediateSize: inner } = checkpoint.config;

const experiment = (capacity: number | null) => {
  const request = { maxNewTokens: 3, ignoreEos: true };
  const arm = { kernels: 'variant', dtype: 'f32', experts: { capacity } };
  return parseExperiment({
    version: 2,
    title: 'looked into',
    requests: [
      { ...request, id: 'p', role: 'probe', promptIds: [1, 2, 3] },
      { ...request, id: 'n', role: 'noise', promptIds: [4, 5, 9, 11, 2] },
    ],
    arms: [
      { name: 'alone', requests: ['p'], ...arm },
      { name: 'company', requests: ['n', 'p'], ...arm },
    ],
    compare: [['alone', 'company']],
  });
};

test('every sum of a mixture is the tree of its own terms, and what is made of sums names them', async () => {
  const looked = await look(experiment(null), 1, new CpuEngine(), checkpoint);
  const at = (name: 'router' | 'routing' | 'gate_up' | 'swiglu' | 'down' | 'mixed', element: number) =>
    elementReport(looked, { layer: 1, name, element });
  // Of both experts the first and the last gate, up and column.
  const sums = [
    ...[0, 5].map((element) => at('router', element)),
    ...[0, inner - 1, inner, 2 * inner, 4 * inner - 1].map((element) => at('gate_up', element)),
    ...[0, hidden - 1, hidden, 2 * hidden - 1].map((element) => at('down', element)),
  ];
  for (const sum of sums) {
    if (!isSum(sum)) throw new Error(`${sum.name} is no sum`);
    const { a, b } = sum.sides;
    expect([sum.name, sum.element, a.check.equal, b.check.equal]).toEqual([
      sum.name,
      sum.element,
      true,
      true,
    ]);
  }
  const made = (found: ReturnType<typeof at>) =>
    (found as MadeElement).from.map(({ name, element }) => `${name} ${element}`);
  expect(made(at('swiglu', 3))).toEqual(['gate_up 3', `gate_up ${inner + 3}`]);
  expect(made(at('swiglu', inner + 3))).toEqual([`gate_up ${2 * inner + 3}`, `gate_up ${3 * inner + 3}`]);
  expect(made(at('mixed', 7))).toEqual(['down 7', `down ${hidden + 7}`]);
  expect(made(at('routing', 4))).toEqual(['router 4']);
});

test('an expert that had no room for the row is named, and gave nothing to take apart', async () => {
  const arm = await new CpuEngine().load(checkpoint).openArm(armSpec({ experts: { capacity: 0.2 } }));
  const slice = (request: string, tokens: readonly number[], blocks: readonly number[]) => {
    return { request, start: 0, tokens, blocks, sample: 'last' as const };
  };
  const step = stepOf(slice('n', [4, 5, 9, 11, 2, 7, 8, 6], [1]), slice('p', [1, 2, 3], [0]));
  const { output, trace } = await arm.traceStep!(step, 'p');
  expect(output.samples.map(wholeLogits)).toHaveLength(2);
  arm.destroy();
  const graph = modelGraph(checkpoint.config);
  const tried = [0, 1].flatMap((layer) =>
    [0, 1].map((slot) => {
      try {
        const { expert } = expertElement(trace, graph, { layer, name: 'down', element: slot * hidden });
        return `expert ${expert}`;
      } catch (error) {
        return (error as RangeError).message;
      }
    }),
  );
  expect(tried.some((found) => /^layer \d's down: expert \d had no room for the row/.test(found))).toBe(true);
});
