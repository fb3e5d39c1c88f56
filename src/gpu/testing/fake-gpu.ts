import { vi } from 'vitest';
import type { Gpu } from '../device.ts';
import { FirstError } from '../errors.ts';
import { tuningFor } from '../tuning.ts';

/** Usage bits of the WebGPU specification: Node knows them only once Dawn is loaded. */
const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 };

/** A device that only allocates: for tests of sizes, which need no adapter. */
export function fakeGpu(software = true): Gpu {
  vi.stubGlobal('GPUBufferUsage', USAGE);
  const limits = {
    maxBufferSize: 2 ** 40,
    maxStorageBufferBindingSize: 2 ** 40,
    maxStorageBuffersPerShaderStage: 8,
    maxComputeWorkgroupsPerDimension: 2 ** 20,
  };
  const createBuffer = ({ label, size, usage }: GPUBufferDescriptor) => ({
    ...{ label, size, usage },
    destroy: vi.fn(),
  });
  const scopes = { pushErrorScope: () => undefined, popErrorScope: () => Promise.resolve(null) };
  const device = {
    limits,
    features: new Set(),
    createBuffer,
    queue: { writeBuffer: () => undefined },
    ...scopes,
  };
  return {
    device: device as unknown as GPUDevice,
    info: {} as GPUAdapterInfo,
    software,
    tuning: tuningFor(software),
    sleeps: false,
    errors: new FirstError(),
    offers: { features: [], languageFeatures: [], limits: limits as unknown as GPUSupportedLimits },
  };
}
