import { expect, test, vi } from 'vitest';
import { StepClock } from './step-clock.ts';

test('steps that are under way together have the time of each, not that of waiting for it', async () => {
  vi.useFakeTimers();
  try {
    const clock = new StepClock();
    const endsAt = (at: number) => () =>
      new Promise<string>((resolve) => setTimeout(() => resolve(`ends at ${at}`), at - performance.now()));
    const start = performance.now();
    const timed = Promise.all([30, 50, 55].map((at) => clock.time(endsAt(start + at))));
    await vi.advanceTimersByTimeAsync(100);
    expect((await timed).map(({ milliseconds }) => Math.round(milliseconds))).toEqual([30, 20, 5]);
    // Asked for later than the one before it ended.
    const later = clock.time(endsAt(start + 140));
    await vi.advanceTimersByTimeAsync(100);
    expect(Math.round((await later).milliseconds)).toBe(40);
  } finally {
    vi.useRealTimers();
  }
});
