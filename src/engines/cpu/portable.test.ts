import { describe, expect, test } from 'vitest';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { f32Tensor, ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { widenTensor } from '../../model/widen.ts';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { setsOf } from '../../steps/testing/arms.ts';
import { CpuEngine } from './cpu.ts';
import { openCpuEngine } from './open-cpu.ts';
import { samplesOf, steps } from './simd/testing/both-engines.ts';

const CHECKPOINT = syntheticCheckpoint(ODD_SHAPE, { seed: 4, dtype: 'F32' });
const PLANS = steps(ODD_SHAPE.vocabSize);

/** The digests of all logits, of all steps. */
async function digests(engine: CpuEngine, checkpoint: Checkpoint, changes: Partial<ArmSpec>) {
  const samples = await samplesOf(
    engine.load(checkpoint),
    { kernels: setsOf('portable'), ...changes },
    PLANS,
  );
  expect(samples.every(({ finite }) => finite)).toBe(true);
  return samples.map(({ digest }) => digest.join(' '));
}

describe.each(ACTIVATION_DTYPES)('%s activations', (activations) => {
  test('an adapter that joins products and sums all the same has other bits: the barrier matters', async () => {
    const [apart, joined] = await Promise.all(
      (['unfused', 'fused'] as const).map((rule) =>
        digests(new CpuEngine(rule), CHECKPOINT, { activations }),
      ),
    );
    expect(apart.filter((digest, i) => digest === joined[i])).toEqual([]);
  });
});

/** Rounding to 16 bits takes the last bit of an exponential away. */
test('native arithmetic has other bits', async () => {
  const [portable, native] = await Promise.all(
    (['portable', 'invariant'] as const).map((set) =>
      digests(openCpuEngine(), CHECKPOINT, { kernels: setsOf(set) }),
    ),
  );
  expect(portable.filter((digest, i) => digest === native[i])).toEqual([]);
});

/** Every second value of a tensor times a power of two, so that those count that are too small and those that are not. */
function scaled(tensor: StoredTensor, factor: number): StoredTensor {
  const values = widenTensor(tensor).map((x, i) => (i % 2 ? x : x * factor));
  return f32Tensor(tensor.name, tensor.shape, values);
}

/** A change of a matrix, a gain and a bias in the first layer, and of the embedding. */
function changed(of: (tensor: StoredTensor) => StoredTensor): Checkpoint {
  const biased = syntheticCheckpoint(
    { ...ODD_SHAPE, qkvBias: true, tiedHead: false },
    { seed: 4, dtype: 'F32' },
  );
  const [first, ...others] = biased.layers;
  const layer = { ...first, q: of(first.q), postNorm: of(first.postNorm!), kBias: of(first.kBias!) };
  return { ...biased, embedding: of(biased.embedding), layers: [layer, ...others] };
}

describe.each([
  ['as they read', () => new CpuEngine()],
  ['in WebAssembly', openCpuEngine],
] as const)('weights, gains and biases that are too small, %s', (_, open) => {
  const small = changed((tensor) => scaled(tensor, 2 ** -60));
  const none = changed((tensor) => scaled(tensor, 0));

  test('count as zero', async () => {
    expect(await digests(open(), small, {})).toEqual(await digests(open(), none, {}));
  });

  test('and those that are not count', async () => {
    const larger = changed((tensor) => scaled(tensor, 2 ** -30));
    expect(await digests(open(), larger, {})).not.toEqual(await digests(open(), none, {}));
  });

  test('arms of both arithmetics of one model do not disturb each other', async () => {
    const model = open().load(small);
    const run = async (set: 'portable' | 'invariant') =>
      (await samplesOf(model, { kernels: setsOf(set) }, PLANS)).map(({ digest }) => digest.join(' '));
    const [portable, native] = await Promise.all([run('portable'), run('invariant')]);
    expect(portable).toEqual(await digests(open(), small, {}));
    expect(native).toEqual(await digests(open(), small, { kernels: setsOf('invariant') }));
  });
});
