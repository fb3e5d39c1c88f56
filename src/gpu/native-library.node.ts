import { constants } from 'node:os';

/** dlopen's flag that keeps a library loaded after its handle is closed; Node's os.constants lacks it. Linux value. */
const RTLD_NODELETE = 0x1000;

/**
 * Loads a shared library for good; returns the error where it cannot be. process.dlopen expects an addon, finds none
 * and throws, but by then the library is in, and NODELETE keeps it when Node closes the handle.
 */
export function loadLibrary(library: string): Error | null {
  try {
    process.dlopen({ exports: {} } as NodeJS.Module, library, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    if (error instanceof Error && !error.message.includes('did not self-register')) return error;
  }
  return null;
}
