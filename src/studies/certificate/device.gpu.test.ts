import { describe, expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { bothTunings } from '../../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellStands } from '../../results/certificate-cell.ts';
import { certify } from './certify.ts';
import type { Claim } from './claims.ts';

const model = idModel();
const LONG = 600_000;

await describeOnGpu('the device column', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    test.each([
      ['f32', 'f32'],
      ['bf16', 'bf16'],
      ['f16', 'q8'],
    ] as const)(
      'portable arithmetic is its replay’s: %s on %s',
      async (activations, format) => {
        const kernels = allOperations('portable');
        const claim: Claim = { kernels, activations, weights: format, formats: [format] };
        const engine = new WebGpuEngine(gpu);
        const found = await certify({ engine, gpu, model, key: 'k', form: 'short', claims: [claim] });
        const device = found.cells.filter(({ invariance }) => invariance === 'device');
        console.log(
          found.milliseconds,
          found.cases.filter((c) => c.invariance === 'device').map((c) => `${c.operation} ${c.kind} ${c.name}: ${c.outcome} ${c.found}`).join('\n'),
        );
        expect(found.cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
        expect(device.map(({ operation }) => operation)).toEqual(['matmul', 'rmsnorm', 'attention', 'whole model']);
        expect(device.filter((cell) => !cellStands(cell))).toEqual([]);
      },
      LONG,
    );
  });
});
