import { afterEach, expect, it, vi } from 'vitest';
import { GpuError } from '../errors.ts';
import { describeOnGpu } from './describe-on-gpu.ts';

vi.mock('../open-gpu.node.ts', () => ({
  openNodeGpu: () => Promise.reject(new GpuError('adapter', 'no WebGPU adapter found')),
}));

afterEach(() => vi.unstubAllEnvs());

it('a suite without an adapter fails where one is required, instead of being skipped', async () => {
  vi.stubEnv('BATCHMATES_REQUIRE_ADAPTER', '1');
  await expect(describeOnGpu('a suite', () => undefined)).rejects.toThrow('no WebGPU adapter found');
});
