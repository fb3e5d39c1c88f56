import { webgpuAdvice } from './browser-advice.ts';
import { type Gpu, openDevice } from './device.ts';
import { GpuError } from './errors.ts';

/**
 * Opens a device through the browser, in a page or in a worker. Throws GpuError: of operation `adapter`, with what to do
 * in this browser, where there is no WebGPU or no adapter; of another where an adapter refuses a device.
 */
export async function openBrowserGpu(): Promise<Gpu> {
  // The type promises what older browsers and insecure pages do not keep.
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) throw new GpuError('adapter', adviceHere(false));
  try {
    return await openDevice(gpu);
  } catch (error) {
    if (!(error instanceof GpuError) || error.operation !== 'adapter') throw error;
    throw new GpuError('adapter', adviceHere(true));
  }
}

function adviceHere(hasApi: boolean): string {
  return webgpuAdvice({
    userAgent: navigator.userAgent,
    secureContext: globalThis.isSecureContext,
    hasApi,
  });
}
