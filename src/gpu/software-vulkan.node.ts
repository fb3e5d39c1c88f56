import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium } from './chromium.node.ts';

/** Files of the software Vulkan driver that every Chromium for Linux carries beside its binary. */
export interface SoftwareVulkan {
  /** libvulkan.so.1, the Vulkan loader; null where Chromium has none, and then the system's is used. */
  readonly loader: string | null;
  /** The manifest that names the SwiftShader driver to the loader. */
  readonly icd: string;
}

// Debian's and Fedora's /usr/bin/chromium are scripts, so the folder of the binary proper is not that of the path found.
const PACKAGE_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
];

/** dlopen's flag that keeps a library loaded after its handle is closed; Node's os.constants lacks it. Linux value. */
const RTLD_NODELETE = 0x1000;

/** SwiftShader as shipped with the Chromium found on this machine; null on macOS and Windows and where there is none. */
export function findSoftwareVulkan(): SoftwareVulkan | null {
  if (process.platform !== 'linux') return null;
  const chromium = findChromium();
  return softwareVulkanIn([...(chromium ? [dirname(realpathSync(chromium))] : []), ...PACKAGE_FOLDERS]);
}

/** SwiftShader's files in the first of `folders` that has its manifest and driver, or null. */
export function softwareVulkanIn(folders: readonly string[]): SoftwareVulkan | null {
  const has = (folder: string, name: string) => existsSync(join(folder, name));
  const folder = folders.find((f) => has(f, 'vk_swiftshader_icd.json') && has(f, 'libvk_swiftshader.so'));
  if (folder === undefined) return null;
  return {
    loader: has(folder, 'libvulkan.so.1') ? join(folder, 'libvulkan.so.1') : null,
    icd: join(folder, 'vk_swiftshader_icd.json'),
  };
}

/**
 * Makes Dawn's Vulkan backend see SwiftShader, and only it, in this process. Call before the first `create()` of the `webgpu`
 * package and in a process's main thread: a worker thread's process.env is a copy that native code does not see.
 * @returns false where no software driver is found; nothing is changed then.
 * @throws {Error} where the driver's files are there but the loader cannot be loaded.
 */
export function enableSoftwareVulkan(): boolean {
  const vulkan = findSoftwareVulkan();
  if (!vulkan) return false;
  if (vulkan.loader) preload(vulkan.loader);
  process.env.VK_ICD_FILENAMES = vulkan.icd;
  return true;
}

/** Whether the system has a Vulkan loader of its own; without one Dawn finds no GPU either and warns about it. */
export function hasVulkanLoader(): boolean {
  return process.platform !== 'linux' || load('libvulkan.so.1') === null;
}

/**
 * Dawn opens "libvulkan.so.1" by that bare name, which the system may not have and which LD_LIBRARY_PATH could point to only
 * from outside the process. A library already in the process answers to its soname, so it is enough to load Chromium's
 * copy first.
 */
function preload(library: string): void {
  const error = load(library);
  if (error) throw new Error(`${library}: the Vulkan loader could not be loaded`, { cause: error });
}

/**
 * Loads a shared library for good; returns the error where it cannot be. process.dlopen expects an addon, finds none
 * and throws, but by then the library is in, and NODELETE keeps it when Node closes the handle.
 */
function load(library: string): Error | null {
  try {
    process.dlopen({ exports: {} } as NodeJS.Module, library, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    if (error instanceof Error && !error.message.includes('did not self-register')) return error;
  }
  return null;
}
