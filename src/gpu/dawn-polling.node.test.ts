import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Pace, pausingPolls } from './dawn-polling.node.ts';

/** A loop that turns by hand: what is asked for, and when by a clock that stands still unless it is moved. */
function handTurned() {
  const asked: { how: string; callback: () => void }[] = [];
  let time = 0;
  const pace: Pace = {
    immediately: (callback, ...args) => asked.push({ how: 'now', callback: () => callback(...args) }),
    after: (callback, ms) => asked.push({ how: `in ${ms} ms`, callback }),
    now: () => time,
  };
  const setImmediate = pausingPolls(pace);
  const turn = (ms: number) => {
    time += ms;
    asked.at(-1)?.callback();
  };
  return { setImmediate, turn, how: () => asked.map(({ how }) => how) };
}

/** A poll as Dawn's are: native, and asking for the next one. */
function pollOf(setImmediate: Pace['immediately']) {
  const poll = () => {
    setImmediate(native);
  };
  const native = poll.bind(null);
  return native;
}

describe('the pace of polling', () => {
  test('a wait is polled without a pause at first, then with pauses, and the next one so again', () => {
    const { setImmediate, turn, how } = handTurned();
    setImmediate(pollOf(setImmediate));
    for (const ms of [1, 1, 1]) turn(ms);
    expect(how()).toEqual(['now', 'now', 'now', 'now']);
    turn(1);
    turn(300);
    expect(how().slice(4)).toEqual(['in 1 ms', 'in 1 ms']);
    setImmediate(pollOf(setImmediate));
    expect(how().slice(6)).toEqual(['now']);
  });

  test('what a script asks for happens immediately, with its arguments, however long Dawn has waited', () => {
    const { setImmediate, turn, how } = handTurned();
    setImmediate(pollOf(setImmediate));
    turn(100);
    const heard: unknown[] = [];
    setImmediate((a, b) => heard.push(a, b), 1, 'two');
    expect(how()).toEqual(['now', 'in 1 ms', 'now']);
    turn(0);
    expect(heard).toEqual([1, 'two']);
  });

  test('a poll that throws ends its wait', () => {
    const { setImmediate, turn, how } = handTurned();
    const broken = () => {
      throw new Error('lost');
    };
    setImmediate(broken.bind(null));
    expect(() => turn(100)).toThrow('lost');
    setImmediate(pollOf(setImmediate));
    expect(how()).toEqual(['now', 'now']);
  });
});

describe('in this process', () => {
  const own = globalThis.setImmediate;
  afterEach(() => {
    globalThis.setImmediate = own;
    vi.resetModules();
  });

  test('setImmediate is replaced once, and serves promises, utilities and clearImmediate as before', async () => {
    const { pausePolling } = await import('./dawn-polling.node.ts');
    pausePolling();
    const pausing = globalThis.setImmediate;
    pausePolling();
    expect(pausing).not.toBe(own);
    expect(globalThis.setImmediate).toBe(pausing);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await promisify(setImmediate)('value')).toBe('value');
    const never = vi.fn();
    clearImmediate(setImmediate(never));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(never).not.toHaveBeenCalled();
  });
});
