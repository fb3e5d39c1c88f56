import { expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { type ExperimentArm, parseExperiment } from '../../experiment/schema.ts';
import { resolveRequests } from '../../lab/resolve.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { blameNeighbours } from './blame.ts';
import { culpritExperiment, findCulprit } from './culprit.ts';
import { agreementOf, createProbeRunner } from './probe-run.ts';
import { PAIR } from './testing/planted.ts';

/** Real sums over a small random model: wide enough for variant matmuls to split K, two layers deep. */
function onCpu(kernels: 'variant' | 'invariant', company: KernelSet | object = kernels, prompt = 5) {
  const shape = { hiddenSize: 128, heads: 4, kvHeads: 2, headDim: 32, intermediateSize: 256 };
  const checkpoint = syntheticCheckpoint(shape, { seed: 1, dtype: 'F32' });
  const request = { maxNewTokens: 4, ignoreEos: true };
  const ids = (length: number) => Array.from({ length }, (_, i) => (7 * i + length) % 96);
  const experiment = parseExperiment({
    version: 1,
    title: 'small',
    requests: [
      { ...request, id: 'p', role: 'probe', promptIds: ids(prompt) },
      { ...request, id: 'x', role: 'noise', promptIds: ids(3) },
      { ...request, id: 'y', role: 'noise', promptIds: ids(9), arrival: 2 },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels, dtype: 'f32' },
      { name: 'company', requests: ['p', 'x', 'y'], kernels: company, dtype: 'f32' },
    ],
    compare: [['alone', 'company']],
  });
  const model = { ...idModel(), checkpoint };
  return { experiment, model, engine: new CpuEngine(), pair: PAIR };
}

test('variant kernels: invariant matmuls restore every bit, and nothing less does', async () => {
  const { culprits, subsets } = await findCulprit(onCpu('variant'));
  expect(subsets[0].agreement?.identical).toBe(false);
  expect(culprits).toEqual([['matmul']]);
});

test('variant kernels: a neighbour is felt from the step in which it joins, and its content is not', async () => {
  const { neighbours } = await blameNeighbours(onCpu('variant'));
  expect(
    neighbours.map(({ mate, only, swapped }) => [mate, only?.firstDifference, swapped?.identical]),
  ).toEqual([
    ['x', 0, true],
    ['y', 2, true],
  ]);
});

test('invariant kernels: there is nothing to blame', async () => {
  expect((await findCulprit(onCpu('invariant'))).culprits).toEqual([[]]);
  expect((await blameNeighbours(onCpu('invariant'))).company?.identical).toBe(true);
});

test('arms of other kernels: what is said to restore the bits does so in that very pair, and no smaller set does', async () => {
  const mixed = { matmul: 'variant', rmsnorm: 'invariant', attention: 'pinned' };
  // Long enough for the variant rule to split the keys of the probe alone.
  const setting = onCpu('variant', mixed, 80);
  const { culprits, subsets } = await findCulprit({ ...setting, exhaustive: true });
  const requests = resolveRequests(setting.experiment, setting.model);
  const run = createProbeRunner({ ...setting, requests }, 'p', null);
  const identical = async ([a, b]: readonly ExperimentArm[]) =>
    agreementOf(await run(a), await run(b)).identical;
  const [asItIs] = subsets;
  expect(asItIs.agreement?.identical).toBe(await identical(setting.experiment.arms));
  for (const culprit of culprits!) {
    const [, , ...cured] = culpritExperiment(setting.experiment, PAIR, culprit).arms;
    expect(await identical(cured)).toBe(true);
  }
  const smaller = subsets.filter(({ invariant }) => invariant.length < culprits![0].length);
  expect(smaller.length).toBeGreaterThan(1);
  expect(smaller.some(({ agreement }) => agreement?.identical)).toBe(false);
});
