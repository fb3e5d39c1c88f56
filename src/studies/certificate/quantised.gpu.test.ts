import { expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellStands } from '../../results/certificate-cell.ts';
import { certify } from './certify.ts';
import type { Claim } from './claims.ts';

/** Only ends a test that hangs. */
const LONG = 600_000;

await describeOnGpu('the certificate of q8 activations', (gpu) => {
  test.each(['q8', 'q4'] as const)(
    '%s, a scale for each row: every cell stands on a small model, short form',
    async (weights) => {
      const claim: Claim = {
        ...{ kernels: allOperations('invariant'), activations: 'bf16', weights, formats: [weights] },
        quantize: 'per-row',
      };
      const engine = new WebGpuEngine(gpu);
      const claims = [claim];
      const found = await certify({ engine, gpu, model: idModel(), key: 'k', form: 'short', claims });
      expect(found.cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(found.cells.filter((cell) => !cellStands(cell))).toEqual([]);
      expect(found.cells).toHaveLength(10);
    },
    LONG,
  );
});
