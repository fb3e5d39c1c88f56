import { describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.ts';

/** A receiver that takes a batch only when told to. */
function slowReceiver() {
  const batches: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  const send = (batch: readonly number[]) => {
    batches.push(batch);
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { batches, send, take: () => waiting.shift()?.() };
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

describe('EventStream', () => {
  it('sends the first event at once and gathers the rest while the receiver is busy', async () => {
    const { batches, send, take } = slowReceiver();
    const stream = new EventStream(send);
    for (const event of [1, 2, 3]) stream.push(event);
    expect(batches).toEqual([[1]]);
    take();
    await turn();
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('flushes in order, and starts again after a pause', async () => {
    const received: number[] = [];
    const stream = new EventStream<number>((batch) => {
      received.push(...batch);
      return Promise.resolve();
    });
    for (let event = 0; event < 5; event++) stream.push(event);
    await stream.flush();
    stream.push(5);
    await stream.flush();
    expect(received).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('hands on the failure of the receiver', async () => {
    const stream = new EventStream<number>(() => Promise.reject(new Error('gone')));
    stream.push(1);
    await expect(stream.flush()).rejects.toThrow('gone');
  });
});
