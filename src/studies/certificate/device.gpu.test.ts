import { afterAll, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { Claim } from './claims.ts';
import type { Findings } from './comparison.ts';
import { deviceCases, deviceControls } from './device-cases.ts';
import { deviceModelCases } from './device-model.ts';
import { DeviceProbes } from './device-probes.ts';
import { MatrixInputs } from './matrix-inputs.ts';
import { ProbeArm } from './probe-arm.ts';

const model = idModel();
const kernels = allOperations('portable');

/** How many bits differ in each finding, by its name. */
async function differing(findings: Findings): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const finding of findings) {
    if (!('comparison' in finding)) throw new Error(`${finding.name}: ${finding.skipped}`);
    expect([finding.name, finding.comparison.finite]).toEqual([finding.name, true]);
    found.set(finding.name, finding.comparison.differing);
  }
  return found;
}

await describeOnGpu('the certificate’s column of the device', (gpu) => {
  const probes = new DeviceProbes(gpu);
  const replay = openCpuEngine();
  afterAll(() => {
    probes.close();
    replay.destroy();
  });

  test.each([
    ['f32', 'f32'],
    ['bf16', 'bf16'],
    ['f16', 'q8'],
  ] as const)(
    'every output of portable arithmetic is its replay’s, and no other arithmetic’s: %s on %s',
    async (activations, weights) => {
      const inputs = new MatrixInputs(model.checkpoint.config, 'short');
      for (const operation of OPERATIONS) {
        const place = { operation, set: 'portable', activations, weights: [weights] };
        const outputs = inputs.outputs(place);
        const cases = await differing(deviceCases(probes, outputs));
        expect([...cases].filter(([, bits]) => bits > 0)).toEqual([]);
        expect(cases.size).toBe(outputs.length);
        const controls = await differing(deviceControls(operation, probes, outputs, true));
        expect([...controls].filter(([, bits]) => bits === 0)).toEqual([]);
        expect(controls.size).toBeGreaterThan(0);
      }
      const claim: Claim = { kernels, activations, weights, formats: [weights] };
      const arm = await ProbeArm.open(new WebGpuEngine(gpu), model, claim);
      try {
        const whole = await differing(deviceModelCases({ model, claim, form: 'full', arm, replay }));
        expect([...whole.values()]).toEqual([0, 0]);
      } finally {
        arm.close();
      }
    },
  );
});
