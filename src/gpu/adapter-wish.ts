import { GpuError } from './errors.ts';

/**
 * Values of BATCHMATES_ADAPTER. `software`: SwiftShader, which comes with Chromium; `lavapipe`: Mesa's software driver;
 * `own`: what the system offers first, even where that is a software adapter.
 */
export const ADAPTERS = ['own', 'software', 'lavapipe'] as const;

/** `driver`: the one that the Vulkan loader's own variables name; `any`: nothing was asked for. */
export type AdapterWish = (typeof ADAPTERS)[number] | 'driver' | 'any';

/** The adapter that a process outside a browser was asked to run on. Throws GpuError for an unknown BATCHMATES_ADAPTER. */
export function adapterWish(env: Readonly<Record<string, string | undefined>>): AdapterWish {
  const { BATCHMATES_ADAPTER: name, VK_DRIVER_FILES, VK_ICD_FILENAMES } = env;
  const named = ADAPTERS.find((one) => one === name);
  if (named) return named;
  if (name)
    throw new GpuError('BATCHMATES_ADAPTER', `expected one of ${ADAPTERS.join(', ')}, found "${name}"`);
  return VK_DRIVER_FILES || VK_ICD_FILENAMES ? 'driver' : 'any';
}
