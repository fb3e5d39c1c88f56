import { kernelPlace } from '../store/kept-places.ts';

/** The visitor's version of a kernel as this browser kept it; originals are not kept. */
export function keptText(kernel: string): string | null {
  try {
    return localStorage.getItem(kernelPlace(kernel));
  } catch {
    // Forbidden here: nothing was kept.
    return null;
  }
}

/** Null forgets. */
export function keepText(kernel: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(kernelPlace(kernel));
    else localStorage.setItem(kernelPlace(kernel), text);
  } catch {
    // Forbidden or full: the text lives as long as the page.
  }
}
