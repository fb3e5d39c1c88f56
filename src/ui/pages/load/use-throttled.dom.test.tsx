import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useThrottled } from './use-throttled.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const throttled = (value: number, milliseconds: number) =>
  renderHook(({ of, every }) => useThrottled(of, every), {
    initialProps: { of: value, every: milliseconds },
  });

it('shows the newest value at most once in the time that is given, and the last one always', () => {
  const { result, rerender } = throttled(0, 100);
  const seen: number[] = [];
  for (let value = 1; value <= 33; value++) {
    rerender({ of: value, every: 100 });
    act(() => void vi.advanceTimersByTime(10));
    if (seen.at(-1) !== result.current) seen.push(result.current);
  }
  expect(seen).toEqual([1, 10, 20, 30]);
  act(() => void vi.advanceTimersByTime(100));
  expect(result.current).toBe(33);
});

it('holds nothing back without a time, nor once it is taken away', () => {
  const { result, rerender } = throttled(0, 0);
  rerender({ of: 1, every: 0 });
  expect(result.current).toBe(1);
  rerender({ of: 1, every: 100 });
  rerender({ of: 2, every: 100 });
  expect(result.current).toBe(1);
  rerender({ of: 3, every: 0 });
  expect(result.current).toBe(3);
});
