import { checkText } from '../../gpu/compile-edited.ts';
import type { CompileMessage } from '../../gpu/compile-message.ts';
import type { Gpu } from '../../gpu/device.ts';
import { openBrowserGpu } from '../../gpu/open-browser.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { editableKernel, preludeText } from '../../workbench/tester/editable-kernels.ts';
import { testInvariance } from '../../workbench/tester/property-test.ts';
import type { TestProgress, TestRequest, Verdict } from '../../workbench/tester/verdict.ts';
import { type AloneWork, alone, quick } from '../method.ts';

export interface CheckRequest {
  readonly kernel: string;
  readonly dtype: ActivationDtype;
  readonly text: string;
}

/** What visitors' kernels meet: a device of their own in a worker of its own, so that a lost device is theirs alone. Throws GpuError. */
export function testerMethods() {
  const onDevice = keptDevice();
  return {
    /** Compiles and runs nothing. */
    check: quick(
      ({ kernel, dtype, text }: CheckRequest): Promise<readonly CompileMessage[]> =>
        onDevice((gpu) => checkText(gpu, preludeText(editableKernel(kernel), dtype), text)),
    ),
    /** Looks for a batch size that changes a row's bits. */
    test: alone(
      ({ signal, tell }: AloneWork<TestProgress>, request: TestRequest): Promise<Verdict> =>
        onDevice((gpu) => testInvariance(gpu, request, { signal, onProgress: tell })),
    ),
  };
}

/** Does work on a device, the same one until it is lost or work on it fails: a device remembers its first error. */
function keptDevice(): <Value>(work: (gpu: Gpu) => Promise<Value>) => Promise<Value> {
  let kept: Promise<Gpu> | null = null;
  const open = () => {
    if (kept) return kept;
    const opening = openBrowserGpu();
    const forget = () => {
      if (kept === opening) kept = null;
    };
    opening.then(({ device }) => device.lost).then(forget, forget);
    kept = opening;
    return opening;
  };
  return async (work) => {
    const gpu = await open();
    try {
      return await work(gpu);
    } catch (error) {
      gpu.device.destroy();
      kept = null;
      throw error;
    }
  };
}
