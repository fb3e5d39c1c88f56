import { expect, test } from 'vitest';
import { WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { runExperiment } from './run.ts';
import { nanoWithPico } from './testing/speculated.ts';
import { verifying } from './testing/verified.ts';

await describeOnGpu('verification', (gpu) => {
  test('a verified request has the bits of invariant kernels in any company, though variant ones decode it', async () => {
    const model = await nanoWithPico();
    const experiment = verifying(16, { tokens: 36, temperature: 0.8 });
    const { record } = await runExperiment({ experiment, model, engine: new WebGpuEngine(gpu) });
    const [invariant, variant, ...verified] = record.arms.map(
      ({ requests }) => requests.find(({ id }) => id === 'probe')!.fingerprint,
    );
    expect(variant).not.toBe(invariant);
    expect(new Set(verified)).toEqual(new Set([invariant]));
    const decoded = record.arms.reduce((sum, { verification }) => sum + (verification?.decoded ?? 0), 0);
    expect(decoded).toBeGreaterThan(60);
  });
});
