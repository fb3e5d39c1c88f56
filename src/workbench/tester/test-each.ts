import type { Gpu } from '../../gpu/device.ts';
import { testInvariance } from './property-test.ts';
import type { TestProgress, TestRequest, Verdict } from './verdict.ts';

interface EachOptions {
  readonly signal: AbortSignal;
  /** Longest time that the cases of one test are run for, in milliseconds. */
  readonly time: number;
  readonly onProgress: (progress: TestProgress, test: number) => void;
}

/** Runs tests of one text, one after the other, until one says that it does not compile: then it will at no size. Throws as `testInvariance`. */
export async function* testEach(
  gpu: Gpu,
  requests: readonly TestRequest[],
  { signal, time, onProgress }: EachOptions,
): AsyncGenerator<Verdict> {
  for (const [test, request] of requests.entries()) {
    const verdict = await testInvariance(gpu, request, {
      ...{ signal, time },
      onProgress: (progress) => onProgress(progress, test),
    });
    yield verdict;
    if (verdict.kind === 'compile' || verdict.kind === 'too-much') return;
  }
}
