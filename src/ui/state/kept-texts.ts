import { keepText as keepAt, keptText as keptAt, putAside } from './keeping.ts';
import { kernelPlace } from './kept-places.ts';

/** What this tab last read or kept of each kernel: another tab's version is not its to replace. */
const seen = new Map<string, string | null>();

/** The visitor's version of a kernel as this browser kept it; originals are not kept. */
export function keptText(kernel: string): string | null {
  const text = keptAt(kernelPlace(kernel));
  seen.set(kernel, text);
  return text;
}

/** Whether there is one; that another tab's was seen in a list does not make it this tab's to replace. */
export function isKept(kernel: string): boolean {
  return keptAt(kernelPlace(kernel)) !== null;
}

/** Null forgets. What another tab kept since is put aside first; where that cannot be, the text lives as long as the page. */
export function keepText(kernel: string, text: string | null): void {
  const place = kernelPlace(kernel);
  const now = keptAt(place);
  const foreign = now !== null && now !== text && now !== (seen.get(kernel) ?? null);
  if (foreign && !putAside(place)) return;
  if (keepAt(place, text)) seen.set(kernel, text);
}
