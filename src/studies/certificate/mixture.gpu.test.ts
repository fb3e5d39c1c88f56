import { expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellStands } from '../../results/certificate-cell.ts';
import { certify } from './certify.ts';
import type { Claim } from './claims.ts';

/** Only ends a test that hangs. */
const LONG = 600_000;

const experts = { count: 6, perToken: 2, normalised: true };

await describeOnGpu('the certificate of a mixture of experts', (gpu) => {
  test(
    'every cell stands on a small model, those of router and experts among them, short form',
    async () => {
      const checkpoint = syntheticCheckpoint({ vocabSize: 96, experts }, { seed: 1, dtype: 'F32' });
      const claims: Claim[] = [
        {
          ...{ kernels: allOperations('invariant'), activations: 'bf16', weights: 'stored' },
          formats: ['f32'],
        },
      ];
      const engine = new WebGpuEngine(gpu);
      const model = { ...idModel(), checkpoint };
      const found = await certify({ engine, gpu, model, key: 'k', form: 'short', claims });
      expect(found.cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(found.cells.filter((cell) => !cellStands(cell))).toEqual([]);
      expect(found.cells).toHaveLength(11);
      const own = found.cells.filter(({ operation }) => operation === 'experts');
      expect(own.map(({ invariance, control }) => [invariance, control])).toEqual([
        ['batch', { cases: 2, differed: 2 }],
      ]);
      engine.destroy();
    },
    LONG,
  );
});
