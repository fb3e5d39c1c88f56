declare const Deno: { dlopen(path: string, symbols: Readonly<Record<string, never>>): unknown };

/** Loads a shared library for good, since its handle is never closed; returns the error where it cannot be. */
export function loadLibrary(library: string): Error | null {
  try {
    Deno.dlopen(library, {});
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
