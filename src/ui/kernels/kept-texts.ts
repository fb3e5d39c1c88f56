/** Where a visitor's version of a kernel is kept in this browser; originals are not. */
const placeOf = (kernel: string): string => `batchmates.kernel.${kernel}`;

export function keptText(kernel: string): string | null {
  try {
    return localStorage.getItem(placeOf(kernel));
  } catch {
    // Forbidden here: nothing was kept.
    return null;
  }
}

/** Null forgets. */
export function keepText(kernel: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(placeOf(kernel));
    else localStorage.setItem(placeOf(kernel), text);
  } catch {
    // Forbidden or full: the text lives as long as the page.
  }
}
