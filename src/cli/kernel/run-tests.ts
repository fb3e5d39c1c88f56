import { reportAdapter } from '../../engines/webgpu/webgpu-engine.ts';
import { openNodeGpu } from '../../gpu/open-gpu.node.ts';
import { testInvariance } from '../../workbench/tester/property-test.ts';
import type { TestNews, TestsAsked } from './asked.ts';

/** Runs the tests in this process, on a device of their own. Throws GpuError, and the signal's reason. */
export async function runTests(
  { requests, time }: TestsAsked,
  signal: AbortSignal,
  tell: (news: TestNews) => void,
): Promise<void> {
  const gpu = await openNodeGpu();
  try {
    tell({ kind: 'adapter', adapter: reportAdapter(gpu) });
    for (const request of requests) {
      const verdict = await testInvariance(gpu, request, {
        ...{ signal, time },
        onProgress: (progress) => tell({ kind: 'progress', progress }),
      });
      tell({ kind: 'verdict', verdict });
    }
  } finally {
    gpu.device.destroy();
  }
}
