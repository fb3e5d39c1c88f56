import { reportAdapter } from '../../engines/webgpu/webgpu-engine.ts';
import { openNodeGpu } from '../../gpu/open-gpu.node.ts';
import { testEach } from '../../workbench/tester/test-each.ts';
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
    const onProgress = (progress: Extract<TestNews, { kind: 'progress' }>['progress']) =>
      tell({ kind: 'progress', progress });
    for await (const verdict of testEach(gpu, requests, { signal, time, onProgress }))
      tell({ kind: 'verdict', verdict });
    tell({ kind: 'end' });
  } finally {
    gpu.device.destroy();
  }
}
