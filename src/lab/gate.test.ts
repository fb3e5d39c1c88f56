import { describe, expect, it } from 'vitest';
import { Gate } from './gate.ts';

/** Takes up to `most` steps through a gate and counts them. */
function walk(gate: Gate, most: number, signal?: AbortSignal) {
  const walker = { steps: 0, end: Promise.resolve() };
  walker.end = (async () => {
    for (; walker.steps < most; walker.steps++) await gate.pass(signal);
  })();
  return walker;
}

/** Lets everything that can go on do so. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('Gate', () => {
  it('is open at first', async () => {
    const walker = walk(new Gate(), 5);
    await walker.end;
    expect(walker.steps).toBe(5);
  });

  it('holds while paused and lets all through again', async () => {
    const gate = new Gate();
    gate.pause();
    const walker = walk(gate, 5);
    await settle();
    expect([walker.steps, gate.shut]).toEqual([0, true]);
    gate.resume();
    await walker.end;
    expect([walker.steps, gate.shut]).toEqual([5, false]);
  });

  it('lets through exactly as many steps as were asked for', async () => {
    const gate = new Gate();
    gate.pause();
    const walker = walk(gate, 9);
    gate.step();
    await settle();
    expect(walker.steps).toBe(1);
    gate.step();
    gate.step();
    await settle();
    expect(walker.steps).toBe(3);
  });

  it('steps also from open: one more, then shut', async () => {
    const gate = new Gate();
    gate.step();
    const walker = walk(gate, 9);
    await settle();
    expect(walker.steps).toBe(1);
  });

  it('forgets steps that nobody took when it is paused again', async () => {
    const gate = new Gate();
    gate.step();
    gate.step();
    gate.pause();
    const walker = walk(gate, 9);
    await settle();
    expect(walker.steps).toBe(0);
  });

  it('throws for whoever waits when the signal is aborted', async () => {
    const gate = new Gate();
    const stop = new AbortController();
    gate.pause();
    const walker = walk(gate, 9, stop.signal);
    await settle();
    stop.abort(new Error('enough'));
    await expect(walker.end).rejects.toThrow('enough');
    expect(gate.shut).toBe(true);
  });
});
