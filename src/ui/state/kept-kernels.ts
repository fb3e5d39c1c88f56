import { type Kept, kept } from './kept.ts';
import { plainText } from './kept-format.ts';
import { kernelPlace } from './kept-places.ts';

/** Each remembers what this tab last took or kept of its kernel: another tab's version is not its to replace. */
const places = new Map<string, Kept<string>>();

function placeOf(kernel: string): Kept<string> {
  const place = places.get(kernel) ?? kept(kernelPlace(kernel), plainText);
  places.set(kernel, place);
  return place;
}

/** The visitor's version of a kernel as this browser kept it; originals are not kept. */
export function keptKernel(kernel: string): string | null {
  return placeOf(kernel).take();
}

/** Whether there is one; that another tab's was seen in a list does not make it this tab's to replace. */
export function isKept(kernel: string): boolean {
  return placeOf(kernel).read() !== null;
}

/** Makes room for a text that is not the visitor's: what this browser kept is put aside, and found again in the settings. */
export function setKernelAside(kernel: string): void {
  if (isKept(kernel)) placeOf(kernel).setAside();
}

/** Null forgets. What another tab kept since is put aside first; where that cannot be, the text lives as long as the page. */
export function keepKernel(kernel: string, text: string | null): void {
  const place = placeOf(kernel);
  if (place.put(text) === 'foreign' && place.setAside()) place.put(text);
}
