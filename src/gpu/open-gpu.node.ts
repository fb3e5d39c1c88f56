import { create, globals } from 'webgpu';
import { type Gpu, openDevice } from './device.ts';
import { GpuError } from './errors.ts';
import { enableSoftwareVulkan, hasVulkanLoader } from './software-vulkan.node.ts';

// Dawn's instance is freed once its JavaScript object is collected, whatever devices still live on it.
const instances: GPU[] = [];

/**
 * Opens a device in Node through Dawn: the machine's own GPU, or else the software adapter that comes with Chromium.
 * `BATCHMATES_ADAPTER=software` asks for the software adapter even where there is a GPU.
 */
export async function openNodeGpu(): Promise<Gpu> {
  Object.assign(globalThis, globals);
  if (process.env.BATCHMATES_ADAPTER !== 'software' && hasVulkanLoader()) {
    const own = await openDevice(createInstance()).catch(() => null);
    if (own) return own;
  }
  if (!enableSoftwareVulkan()) {
    throw new GpuError(
      'adapter',
      'no WebGPU adapter found; `npm run setup` installs a Chromium whose software adapter works',
    );
  }
  return openDevice(createInstance());
}

function createInstance(): GPU {
  // Quantised to 100 microseconds by default, for the web's sake, timestamps could not tell one dispatch from another.
  const instance = create(['disable-dawn-features=timestamp_quantization']);
  instances.push(instance);
  return instance;
}
