import type { BenchProgress } from '../src/bench/report.ts';
import type { BenchHost, OnProgress } from './bench-host.ts';
import type {} from './host/host.ts';
import { openHostPage } from './host-page.ts';

/**
 * A page of Chromium in which all engines share a device. Builds the page, which takes seconds. Throws Error where no Chromium is
 * found; `bench` throws the fault's message.
 */
export async function openChromiumHost(): Promise<BenchHost> {
  let tell: OnProgress = () => undefined;
  const { page, close } = await openHostPage('bench/host/index.html', '.cache/bench-host', (opening) =>
    opening.exposeFunction('tellBench', (progress: BenchProgress) => tell(progress)).then(() => undefined),
  );
  await page.waitForFunction(() => window.startBench !== undefined);
  return {
    bench: async (plan, onProgress) => {
      tell = onProgress;
      const outcome = await page.evaluate((job) => window.startBench?.(job), plan);
      if (!outcome?.ok) throw new Error(outcome?.fault.message ?? 'the bench page did not start');
      return outcome.value;
    },
    close,
  };
}
