/** Longest time that computing on a thread keeps its messages and signals waiting, in milliseconds. */
const LONGEST_BREATH = 30;

/** Of the thread: work of many short pieces, each over sooner than that, is to be heard out too. */
let last = performance.now();

/**
 * Lets pending messages, signals and cancellations through, at most every few milliseconds: browsers delay timers, so that
 * yielding after every step would cost as much as the step. To be awaited between steps.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - last < LONGEST_BREATH) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  last = performance.now();
}
