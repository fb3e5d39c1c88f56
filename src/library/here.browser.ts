import { tunedGpu } from '../engines/webgpu/tuned-gpu.ts';
import type { Gpu } from '../gpu/device.ts';
import { openBrowserGpu } from '../gpu/open-browser.ts';
import { httpModelFiles } from '../model/files-http.ts';
import { ModelError } from '../model/model-error.ts';
import type { ModelPlace } from '../model/sources/load-place.ts';
import type { Engine } from '../steps/engine.ts';

/** What the library asks of where it runs: in a page or a worker. `here.node.ts` is its twin. */

/** The runtime's part of a certificate's key. */
export const runtime = (): string => navigator.userAgent;

/** Browsers do not tell. */
export const hostBytes = (): number | undefined => undefined;

/** Throws GpuError where there is no adapter, with what to do in this browser. */
export async function openGpu(): Promise<Gpu> {
  const gpu = await openBrowserGpu();
  return gpu.software ? gpu : await tunedGpu(gpu, null);
}

export function openOrt(_gpu: Gpu | null): Promise<Engine> {
  throw new TypeError(
    'engine: expected webgpu or cpu; onnxruntime-web is an engine in Node.js and on the lab’s own page',
  );
}

/** A folder of a web server, by its address. Throws ModelError where the name is none. */
export function modelPlace(name: string): ModelPlace {
  const base = URL.canParse(name, location.href) ? new URL(name, location.href) : null;
  if (!base || !/^(https?|blob):$/.test(base.protocol))
    throw new ModelError(name, 'expected the address of a folder of model files');
  const folder = base.pathname.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return { name: folder || 'model', files: httpModelFiles(base.href), gguf: null };
}
