/** Milliseconds that a slice may take, so that the page answers in between on slow devices too. */
const SLICE_MS = 12;

/**
 * Takes steps until there is none left, in short slices with the page's own work between them. `onSlice` is told after each; the signal
 * ends it without a word.
 * @param step does a little and says whether more is left.
 */
export async function inSlices(step: () => boolean, signal: AbortSignal, onSlice: () => void): Promise<void> {
  for (let more = true; more && !signal.aborted; ) {
    const until = performance.now() + SLICE_MS;
    while (more && performance.now() < until) more = step();
    onSlice();
    await new Promise((resolve) => setTimeout(resolve));
  }
}
