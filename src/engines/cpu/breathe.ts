/** Longest time that computing on the caller's thread keeps messages and signals waiting, in milliseconds. */
const LONGEST_BREATH = 30;

/**
 * Lets pending messages, signals and cancellations through, at most every few milliseconds: browsers delay timers, so that
 * yielding after every step would cost as much as the step. Returns the function to await between steps.
 */
export function createBreather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST_BREATH) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
