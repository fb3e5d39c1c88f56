import { expect, it, vi } from 'vitest';
import { batched } from './batched.ts';

it('tells what comes first at once, the rest by batches and in order, and what is left when nothing more comes', () => {
  vi.useFakeTimers();
  try {
    const told: number[] = [];
    const news = batched((event: number) => told.push(event));
    for (let event = 0; event < 5; event++) news.tell(event);
    expect(told).toEqual([0]);
    vi.advanceTimersByTime(50);
    expect(told).toEqual([0, 1, 2, 3, 4]);
    news.tell(5);
    news.tell(6);
    news.flush();
    expect(told).toEqual([0, 1, 2, 3, 4, 5, 6]);
    vi.advanceTimersByTime(500);
    expect(told).toHaveLength(7);
  } finally {
    vi.useRealTimers();
  }
});
