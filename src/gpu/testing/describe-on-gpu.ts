import { afterAll, describe } from 'vitest';
import type { Gpu } from '../device.ts';
import { GpuError } from '../errors.ts';
import { openNodeGpu } from '../open-gpu.node.ts';

/**
 * A suite on a device of its own, one to a test file. Where no adapter can be had it is skipped under a name that says how
 * to get one, and fails where `BATCHMATES_REQUIRE_ADAPTER` says that one must be there. `body` may use the device in tests and hooks only, since a skipped suite has none.
 */
export async function describeOnGpu(name: string, body: (gpu: Gpu) => void): Promise<void> {
  const gpu = await openIfAny();
  const why = 'skipped: no WebGPU adapter, `npm run setup` gets a software one';
  describe.skipIf(gpu === null)(gpu ? name : `${name} (${why})`, () => {
    afterAll(() => {
      gpu?.device.destroy();
    });
    body(gpu as Gpu);
  });
}

/** Only the want of an adapter is a reason to skip; a driver that fails is a failure. */
async function openIfAny(): Promise<Gpu | null> {
  try {
    return await openNodeGpu();
  } catch (error) {
    const wanting = error instanceof GpuError && error.operation === 'adapter';
    if (wanting && !process.env.BATCHMATES_REQUIRE_ADAPTER) return null;
    throw error;
  }
}
