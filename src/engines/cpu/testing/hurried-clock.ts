import { vi } from 'vitest';

/**
 * From here on a second goes by whenever the time is asked, until mocks are restored: what takes a breath every few
 * milliseconds takes one at every step, and what is told every few milliseconds is told every time, on any machine.
 */
export function hurryClock(): void {
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 1_000;
    return now;
  });
}
