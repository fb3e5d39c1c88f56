import { expose } from 'comlink';
import type { CompileMessage } from '../gpu/compile-message.ts';
import type { Gpu } from '../gpu/device.ts';
import { openBrowserGpu } from '../gpu/open-browser.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import { checkText } from '../workbench/tester/compile-edited.ts';
import { editableKernel, preludeText } from '../workbench/tester/editable-kernels.ts';
import { testInvariance } from '../workbench/tester/property-test.ts';
import type { TestProgress, TestRequest, Verdict } from '../workbench/tester/verdict.ts';
import { toFault } from './fault.ts';
import type { Outcome } from './protocol.ts';

export interface CheckRequest {
  readonly kernel: string;
  readonly dtype: ActivationDtype;
  readonly text: string;
}

/** What visitors' kernels meet: a device of their own in a worker of its own, so that a lost device is theirs alone. */
export interface TesterApi {
  /** Compiles and runs nothing. */
  check(request: CheckRequest): Promise<Outcome<readonly CompileMessage[]>>;
  test(request: TestRequest, onProgress: (progress: TestProgress) => void): Promise<Outcome<Verdict>>;
}

let opened: Promise<Gpu> | null = null;

/** Opens a device, or keeps the one that is open; one that was lost is not used again. */
function openGpu(): Promise<Gpu> {
  if (opened) return opened;
  const opening = openBrowserGpu();
  const forget = () => {
    if (opened === opening) opened = null;
  };
  opening.then(({ device }) => device.lost).then(forget, forget);
  opened = opening;
  return opening;
}

async function outcome<Value>(work: (gpu: Gpu) => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work(await openGpu()) };
  } catch (error) {
    // A device remembers its first error: the next piece of work starts on a new one.
    await opened?.then(
      ({ device }) => device.destroy(),
      () => undefined,
    );
    opened = null;
    return { ok: false, fault: toFault(error) };
  }
}

const api: TesterApi = {
  check: ({ kernel, dtype, text }) =>
    outcome((gpu) => checkText(gpu, preludeText(editableKernel(kernel), dtype), text)),
  test: (request, onProgress) =>
    outcome((gpu) => testInvariance(gpu, request, { signal: new AbortController().signal, onProgress })),
};

expose(api);
