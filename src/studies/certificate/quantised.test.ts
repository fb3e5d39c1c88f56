import { expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellKey, cellLost, cellStands } from '../../results/certificate-cell.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { Engine } from '../../steps/engine.ts';
import { certify } from './certify.ts';
import type { Claim } from './claims.ts';
import { REPLAY_PROBES } from './replay-probes.ts';

const model = idModel();

const claim = (quantize: Quantize): Claim => ({
  ...{ kernels: allOperations('invariant'), activations: 'bf16', weights: 'q8', formats: ['q8'] },
  quantize,
});

const certifyOf = (quantize: Quantize, engine: Engine = new CpuEngine(), probes = REPLAY_PROBES) => {
  const claims = [claim(quantize)];
  return certify({ engine, gpu: null, model, key: 'k', form: 'short', claims, probes });
};

test('a scale for each row: every cell stands, and a control sees what one scale for all rows lets in', async () => {
  const { cells, cases, passed } = await certifyOf('per-row');
  expect(cells.filter((cell) => !cellStands(cell))).toEqual([]);
  expect([cells.length, passed]).toEqual([10, true]);
  const products = cells.filter(({ quantize }) => quantize === 'per-row').map(cellKey);
  expect(products).toContain('matmul / batch / invariant / bf16 / q8 / q8 activations per-row');
  expect(products).toContain('whole model / width / invariant / bf16 / q8 / q8 activations per-row');
  expect(products).toHaveLength(5);
  const coupled = cases.filter(
    ({ kind, name }) => kind === 'control' && name.includes('one scale for all rows'),
  );
  expect(coupled.length).toBeGreaterThan(0);
  expect(coupled.every(({ outcome }) => outcome === 'passed')).toBe(true);
});

test('one scale for all rows: nothing is claimed of products, and so nothing is tested', async () => {
  const { cells } = await certifyOf('per-tensor');
  expect(new Set(cells.map(({ operation }) => operation))).toEqual(new Set(['rmsnorm', 'attention']));
});

test('an engine whose scale by row is one for all rows loses the cells of its products', async () => {
  const cpu = new CpuEngine();
  const shared = (spec: ArmSpec): ArmSpec => ({ ...spec, quantize: 'per-tensor' });
  const engine: Engine = {
    ...{ kind: 'cpu', adapter: cpu.adapter, unload: () => undefined, destroy: () => undefined },
    probeArithmetic: () => cpu.probeArithmetic(),
    probePortable: () => cpu.probePortable(),
    load: (checkpoint) => {
      const sound = cpu.load(checkpoint);
      return { openArm: (spec) => sound.openArm(shared(spec)) };
    },
  };
  const { cells } = await certifyOf('per-row', engine, {
    ...REPLAY_PROBES,
    matmul: (product, ...rest) => REPLAY_PROBES.matmul({ ...product, quantize: 'per-tensor' }, ...rest),
  });
  const lost = cells.filter(cellLost).map(({ operation, invariance }) => `${operation}, ${invariance}`);
  expect(lost).toEqual([
    'matmul, batch',
    'whole model, batch',
    'whole model, chunking',
    'whole model, cache',
    'whole model, width',
  ]);
});
