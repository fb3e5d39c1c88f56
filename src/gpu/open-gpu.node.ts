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
  const dawn = await loadDawn();
  Object.assign(globalThis, dawn.globals);
  withoutDesktop();
  const gpu = await openWished(() => createInstance(dawn));
  // It computes on the cores that polling would take.
  if (gpu.software) pausePolling();
  return gpu;
}

type Dawn = typeof import('webgpu');

/** Loaded only when a device is asked for: an install may leave it out, since it is large and the CPU engine does without. */
async function loadDawn(): Promise<Dawn> {
  try {
    return await import('webgpu');
  } catch (error) {
    throw new GpuError('adapter', noDawn(error));
  }
}

function noDawn(error: unknown): string {
  const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  const why = missing ? 'is not installed' : `does not load here (${String(error)})`;
  return `WebGPU comes to Node.js by the package webgpu, which ${why}: npm install webgpu, or take the engine cpu, which needs no device`;
}

type NewInstance = () => GPU;

async function openWished(newInstance: NewInstance): Promise<Gpu> {
  const openOn = (driver: SoftwareVulkan | null, none: string): Promise<Gpu> => {
    if (!driver) throw new GpuError('adapter', none);
    useVulkanDriver(driver);
    return openDevice(newInstance());
  };
  switch (asked()) {
    case 'own':
    case 'driver':
      ensureVulkanLoader();
      return openDevice(newInstance());
    case 'lavapipe':
      return openOn(findLavapipe(), 'no lavapipe found; Debian has it in mesa-vulkan-drivers');
    case 'software':
      return openOn(findSwiftShader(), NO_SWIFTSHADER);
    case 'any':
      return (await openOwnGpu(newInstance)) ?? openOn(findSwiftShader(), NO_SWIFTSHADER);
  }
}

const NO_SWIFTSHADER =
  'no WebGPU adapter found; an installed Chromium or Chrome has a software adapter that works (in a checkout `npm run setup` installs one), and --engine cpu needs none';

/** The machine's own GPU; null where it has none, or only a software adapter. */
async function openOwnGpu(newInstance: NewInstance): Promise<Gpu | null> {
  if (!mayHaveGpu() || !hasVulkanLoader()) return null;
  const own = await openDevice(newInstance()).catch(() => null);
  if (!own?.software) return own;
  own.device.destroy();
  return null;
}

function createInstance({ create }: Dawn): GPU {
  // Quantised to 100 microseconds by default, for the web's sake, timestamps could not tell one dispatch from another.
  const instance = create(['disable-dawn-features=timestamp_quantization']);
  instances.push(instance);
  return instance;
}
