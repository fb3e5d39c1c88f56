import { create, globals } from 'webgpu';
import { type AdapterWish, adapterWish } from './adapter-wish.ts';
import { pausePolling } from './dawn-polling.node.ts';
import { type Gpu, openDevice } from './device.ts';
import { GpuError } from './errors.ts';
import {
  ensureVulkanLoader,
  findLavapipe,
  findSwiftShader,
  hasVulkanLoader,
  mayHaveGpu,
  type SoftwareVulkan,
  useVulkanDriver,
  withoutDesktop,
} from './software-vulkan.node.ts';

/** The runtime that kernels are compiled by, as certificates name it. */
export const RUNTIME = `node ${process.versions.node}`;

// Dawn's instance is freed once its JavaScript object is collected, whatever devices still live on it.
const instances: GPU[] = [];

let wish: AdapterWish | null = null;

/** Read once, before this process changes its environment itself. */
function asked(): AdapterWish {
  wish ??= adapterWish(process.env);
  return wish;
}

/**
 * Opens a device in Node through Dawn, on the adapter that `BATCHMATES_ADAPTER` or the Vulkan loader's own variables ask for;
 * where nothing is asked for, on the machine's own GPU, or else on the software adapter that comes with Chromium. Another
 * software adapter never stands in for a GPU unasked: its bits and its speed are its own.
 */
export async function openNodeGpu(): Promise<Gpu> {
  Object.assign(globalThis, globals);
  withoutDesktop();
  const gpu = await openWished();
  // It computes on the cores that polling would take.
  if (gpu.software) pausePolling();
  return gpu;
}

async function openWished(): Promise<Gpu> {
  switch (asked()) {
    case 'own':
    case 'driver':
      ensureVulkanLoader();
      return openDevice(createInstance());
    case 'lavapipe':
      return openOn(findLavapipe(), 'no lavapipe found; Debian has it in mesa-vulkan-drivers');
    case 'software':
      return openOn(findSwiftShader(), NO_SWIFTSHADER);
    case 'any':
      return (await openOwnGpu()) ?? openOn(findSwiftShader(), NO_SWIFTSHADER);
  }
}

const NO_SWIFTSHADER =
  'no WebGPU adapter found; `npm run setup` installs a Chromium whose software adapter works';

/** The machine's own GPU; null where it has none, or only a software adapter. */
async function openOwnGpu(): Promise<Gpu | null> {
  if (!mayHaveGpu() || !hasVulkanLoader()) return null;
  const own = await openDevice(createInstance()).catch(() => null);
  if (!own?.software) return own;
  own.device.destroy();
  return null;
}

function openOn(driver: SoftwareVulkan | null, none: string): Promise<Gpu> {
  if (!driver) throw new GpuError('adapter', none);
  useVulkanDriver(driver);
  return openDevice(createInstance());
}

function createInstance(): GPU {
  // Quantised to 100 microseconds by default, for the web's sake, timestamps could not tell one dispatch from another.
  const instance = create(['disable-dawn-features=timestamp_quantization']);
  instances.push(instance);
  return instance;
}
