import { expect, test } from 'vitest';
import { ExperimentError } from './errors.ts';
import { parseExperiment } from './schema.ts';

/** The problems of an experiment whose one arm is portable and something else. */
function problems(arm: object, rest: object = {}): readonly string[] {
  try {
    parseExperiment({
      ...{ version: 3, title: 'test', requests: [{ id: 'p', role: 'probe', promptIds: [1] }] },
      arms: [{ name: 'a', requests: ['p'], kernels: 'portable', ...arm }],
      ...rest,
    });
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems;
    throw error;
  }
  return [];
}

test('portable goes with every dtype, format and serving mechanism that has no arithmetic of its own', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ dtype: 'f16', weights: 'q4', quantize: 'per-row' })).toEqual([]);
  expect(problems({ speculation: { draft: 'ngram' } })).toEqual([]);
  expect(problems({ sampler: 'token' }, { decoding: { temperature: 1 } })).toEqual([]);
  const byChance = { draft: 'ngram', accept: 'rejection', k: 3 };
  expect(problems({ speculation: byChance }, { decoding: { temperature: 1 } })).toEqual([]);
});

test.each([
  ['verify', { verify: {} }, 'arms[0].verify: portable does not go with verification'],
  [
    'dynamic',
    { weights: 'q8', dynamic: { targetBits: 6 } },
    'arms[0].dynamic: portable does not go with two widths',
  ],
  [
    'speculation',
    { speculation: { draft: 'ngram', accept: 'rejection', k: 'auto' } },
    'arms[0].speculation: portable does not go with drafts accepted by rejection whose number is learnt',
  ],
  [
    'kernels',
    { kernels: { matmul: 'portable', rmsnorm: 'invariant', attention: 'portable' } },
    'arms[0].kernels: portable is for all three operations or for none',
  ],
] as const)('portable is refused by name beside %s', (_, arm, problem) => {
  expect(problems(arm).join('\n')).toContain(problem);
});

test('portable is refused beside kernels of one’s own', () => {
  const shaders = [{ name: 'mine', like: 'matmul_row', source: 'fn main() {}' }];
  expect(problems({ shaders: { matmul: 'mine' } }, { shaders }).join('\n')).toContain(
    'arms[0].shaders: portable does not go with kernels of one’s own: nothing is known of their arithmetic',
  );
});
