import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium } from './chromium.node.ts';
import { loadLibrary } from './native-library.node.ts';

/** Files of a software Vulkan driver. */
export interface SoftwareVulkan {
  /** libvulkan.so.1, the Vulkan loader, where it comes with the driver; null where it does not: the system's is used. */
  readonly loader: string | null;
  /** The manifest that names the driver to the loader. */
  readonly icd: string;
}

// Debian's and Fedora's /usr/bin/chromium are scripts, so the folder of the binary proper is not that of the path found.
const PACKAGE_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
];

/** Where the Vulkan loader looks for the manifests of installed drivers. */
const MANIFEST_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** Mesa's names of our processors. */
const MESA_ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
};

/** SwiftShader as shipped with the Chromium found on this machine; null on macOS and Windows and where there is none. */
export function findSwiftShader(): SoftwareVulkan | null {
  if (process.platform !== 'linux') return null;
  const chromium = findChromium();
  return swiftShaderIn([...(chromium ? [dirname(realpathSync(chromium))] : []), ...PACKAGE_FOLDERS]);
}

/** SwiftShader's files in the first of `folders` that has its manifest and driver, or null. */
export function swiftShaderIn(folders: readonly string[]): SoftwareVulkan | null {
  const has = (folder: string, name: string) => existsSync(join(folder, name));
  const folder = folders.find((f) => has(f, 'vk_swiftshader_icd.json') && has(f, 'libvk_swiftshader.so'));
  if (folder === undefined) return null;
  return {
    loader: has(folder, 'libvulkan.so.1') ? join(folder, 'libvulkan.so.1') : null,
    icd: join(folder, 'vk_swiftshader_icd.json'),
  };
}

/** Mesa's lavapipe as installed on this machine; null where it is not. */
export function findLavapipe(): SoftwareVulkan | null {
  if (process.platform !== 'linux') return null;
  return lavapipeIn(MANIFEST_FOLDERS, process.arch);
}

/** Lavapipe's manifest in the first of `folders` that has one for this processor, or null. */
export function lavapipeIn(folders: readonly string[], arch: string): SoftwareVulkan | null {
  const names = [`lvp_icd.${MESA_ARCHITECTURES[arch] ?? arch}.json`, 'lvp_icd.json'];
  const manifests = folders
    .filter(existsSync)
    .flatMap((folder) =>
      names.filter((name) => readdirSync(folder).includes(name)).map((n) => join(folder, n)),
    );
  return manifests.length > 0 ? { loader: null, icd: manifests[0] } : null;
}

/**
 * Makes Vulkan see this driver, and only it, in this process. Call before the first adapter is asked for and in a process's main
 * thread: a worker thread's process.env is a copy that native code does not see.
 * @throws {Error} where the driver's loader is there but cannot be loaded.
 */
export function useVulkanDriver({ loader, icd }: SoftwareVulkan): void {
  if (loader) preload(loader);
  else ensureVulkanLoader();
  // The newer variable would outdo the older one, which every loader knows.
  delete process.env.VK_DRIVER_FILES;
  process.env.VK_ICD_FILENAMES = icd;
}

/** Loads the system's Vulkan loader, or else the one that comes with Chromium, where there is either. */
export function ensureVulkanLoader(): void {
  if (hasVulkanLoader()) return;
  const loader = findSwiftShader()?.loader;
  if (loader) preload(loader);
}

/** Whether the system has a Vulkan loader of its own; without one Dawn finds no GPU either and warns about it. */
export function hasVulkanLoader(): boolean {
  return process.platform !== 'linux' || loadLibrary('libvulkan.so.1') === null;
}

/**
 * Whether a hardware driver could find a device. On Linux each needs its kernel's device file (NVIDIA's, WSL's and those of
 * Arm and Qualcomm beside the usual DRM); where there is none, Dawn would only warn about the software drivers it finds.
 */
export function mayHaveGpu(): boolean {
  if (process.platform !== 'linux') return true;
  return readdirSync('/dev').some((name) => /^(dri|nvidia\d+|dxg|mali\d+|kgsl-)/.test(name));
}

/**
 * Keeps Vulkan drivers from complaining where there is no desktop: Mesa's device selection asks for Wayland, whose library
 * writes an error line for every attempt unless it has a folder to look into. For this process alone.
 */
export function withoutDesktop(): void {
  if (process.platform === 'linux') process.env.XDG_RUNTIME_DIR ??= tmpdir();
}

/**
 * Dawn and wgpu open "libvulkan.so.1" by that bare name, which the system may not have and which LD_LIBRARY_PATH could point to
 * only from outside the process. A library already in the process answers to its soname, so it is enough to load Chromium's
 * copy first.
 */
function preload(library: string): void {
  const error = loadLibrary(library);
  if (error) throw new Error(`${library}: the Vulkan loader could not be loaded`, { cause: error });
}
