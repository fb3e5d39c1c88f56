/** Least time between two batches, in milliseconds: 20 a second are seen as steady, and leave a page its time. */
const EVERY_MS = 50;

/** Hands events on by batches, in order. What comes when none was told for a while, and an end, is told at once. */
export function batched<Event>(tell: (event: Event) => void) {
  let pending: Event[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = pending;
    pending = [];
    last = performance.now();
    for (const event of batch) tell(event);
  };
  return {
    tell(event: Event): void {
      pending.push(event);
      if (performance.now() - last >= EVERY_MS) flush();
      // A run that is held tells nothing more: what is left is told all the same.
      else timer ??= setTimeout(flush, EVERY_MS);
    },
    flush,
  };
}
