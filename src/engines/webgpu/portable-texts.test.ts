import { describe, expect, test } from 'vitest';
import { tuningFor } from '../../gpu/tuning.ts';
import { fastFormsFor } from '../../kernels/fast/forms.ts';
import { plainSource } from '../../kernels/matmul-plain.ts';
import { swigluSource } from '../../kernels/swiglu.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { DECODER_FEATURES, featureCheckpoint } from '../testing/decoder-features.ts';
import { allSources } from './shader-hash.ts';
import { forbiddenIn, integerNames } from './testing/forbidden.ts';

/** Between them, everything that a decoder does beside its products, on adapters that are tiled otherwise. */
const CASES: readonly (readonly [string, Partial<ModelConfig>, Adapter])[] = [
  ['all that decoders do', DECODER_FEATURES['all of it'].shape, 'a GPU'],
  [
    'a mixture, with norms of heads',
    { qkNorm: true, qkvBias: true, headDim: 8, experts: { count: 4, perToken: 2, normalised: true } },
    'a software adapter',
  ],
];
type Adapter = 'a GPU' | 'a software adapter';

function sourcesOf(shape: Partial<ModelConfig>, adapter: Adapter, math: MathName) {
  return allSources(
    featureCheckpoint(shape, 'F32').config,
    tuningFor(adapter === 'a software adapter'),
    math,
  );
}

/** Of such a kernel all arithmetic is of integers, or one product: there is nothing to keep apart. */
const WITHOUT_SUMS = /^(?:estimate_error|select_width|expert_capacity)/;

test.each(CASES)(
  'kernels of a portable arm of %s contain nothing that WGSL leaves open',
  (_, shape, adapter) => {
    const sources = sourcesOf(shape, adapter, 'portable');
    const parts = new Set(sources.flatMap((source) => source.parts));
    const integers = integerNames(parts);
    expect([...parts].flatMap((part) => forbiddenIn(part, integers))).toEqual([]);
    const unbegun = sources.filter(
      ({ label, parts }) =>
        !WITHOUT_SUMS.test(label) && !/fn main\([\s\S]*begin_math\(/.test(parts.join('\n')),
    );
    expect(unbegun.map(({ label }) => label)).toEqual([]);
    expect(new Set(sources.map(({ label }) => label)).size).toBeGreaterThan(100);
  },
);

test('what is forbidden is found, each where a text of ours is spoiled by it', () => {
  const dtypes = { math: 'portable', activations: 'f32' } as const;
  const text = swigluSource(dtypes, {}).parts.join('\n');
  expect(forbiddenIn(text)).toEqual([]);
  const spoiled = (from: string, to: string) => forbiddenIn(text.replace(from, () => to));
  expect(spoiled('divide4(gate,', '(gate / (')).toEqual(['/ ( vec4f(1.0) + exp4(-gate))']);
  expect(spoiled('exp4(-gate)', 'exp(-gate)')).toEqual(['exp']);
  expect(spoiled('total += ', 'total += vec4f(dot(total, total)) + ')).toEqual(['dot']);
  expect(spoiled('begin_math(params.rows);', 'let s = subgroupAdd(1.0); enable f16;')).toEqual([
    'subgroupAdd',
    'f16',
  ]);
});

test('native texts are full of it', () => {
  const text = swigluSource({ activations: 'f32' }, {}).parts.join('\n');
  expect(forbiddenIn(text)).toEqual(expect.arrayContaining(['fma', 'inverseSqrt', 'exp', '/ b']));
});

describe('kernels that know the adapter’s arithmetic alone refuse another', () => {
  const dtypes = { math: 'portable', activations: 'bf16', weights: 'bf16' } as const;
  const plan = matmulPlan('pinned', { rows: 1, terms: 64, columns: 64, parallelism: 64 });
  const product = { rows: 1, columns: 64, groups: 16, quads: 16 };

  test('plain ones', () => {
    expect(() => plainSource('row', dtypes)).toThrow(
      'matmul_row: there is no kernel of this kind in portable arithmetic',
    );
  });

  test.each([true, false])('fast ones, on a software adapter: %s', (software) => {
    const forms = fastFormsFor(tuningFor(software), 1);
    expect(() => forms.matmul(plan, product).source(dtypes)).toThrow('fast matmul: there is no kernel');
    expect(() => forms.addNorm(64, 1, { hiddenSize: 64 }).source(dtypes)).toThrow('there is no kernel');
  });
});
