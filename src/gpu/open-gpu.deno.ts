import { type AdapterWish, adapterWish } from './adapter-wish.ts';
import { type Gpu, openDevice } from './device.ts';
import { GpuError } from './errors.ts';
import {
  ensureVulkanLoader,
  findLavapipe,
  findSwiftShader,
  useVulkanDriver,
  withoutDesktop,
} from './software-vulkan.node.ts';

/** The runtime that kernels are compiled by, as certificates name it. */
export const RUNTIME = `deno ${process.versions.deno}`;

/** Taken at once: onnxruntime-web is later offered another in its place. */
const { gpu } = navigator;

/** Read once, before this process changes its environment itself. */
let wish: AdapterWish | null = null;

/**
 * Opens a device in Deno through wgpu, on the adapter that `BATCHMATES_ADAPTER` or the Vulkan loader's own variables ask for;
 * where nothing is asked for, on lavapipe, or else on SwiftShader, or else on what the system offers. Takes the place of
 * open-gpu.node.ts wherever the lab runs in Deno.
 */
export async function openNodeGpu(): Promise<Gpu> {
  withoutDesktop();
  wish ??= adapterWish(process.env);
  const driver = driverFor(wish);
  if (driver) useVulkanDriver(driver);
  else ensureVulkanLoader();
  return await openDevice(gpu);
}

/** Null where the system, or the loader's own variables, decide. Throws GpuError where a driver was asked for and is not there. */
function driverFor(asked: AdapterWish) {
  switch (asked) {
    case 'own':
    case 'driver':
      return null;
    case 'lavapipe':
      return findLavapipe() ?? missing('no lavapipe found; Debian has it in mesa-vulkan-drivers');
    case 'software':
      return (
        findSwiftShader() ?? missing('no SwiftShader found; `npm run setup` installs a Chromium that has it')
      );
    case 'any':
      return findLavapipe() ?? findSwiftShader();
  }
}

function missing(what: string): never {
  throw new GpuError('adapter', what);
}
