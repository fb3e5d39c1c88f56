import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceWait, measureSleep } from './device-wait.ts';

/** Tells what is done every `period` ms, and on every submission where `onSubmit`. */
function fakeDevice({ period, onSubmit }: { period: number; onSubmit: boolean }) {
  let waiting: { readonly readyAt: number; readonly resolve: () => void }[] = [];
  const tell = () => {
    const ready = waiting.filter(({ readyAt }) => readyAt <= performance.now());
    waiting = waiting.filter((each) => !ready.includes(each));
    for (const { resolve } of ready) resolve();
  };
  const done = (work: number) =>
    new Promise<void>((resolve) => waiting.push({ readyAt: performance.now() + work, resolve }));
  setInterval(tell, period);
  const submit = vi.fn(() => {
    if (onSubmit) setTimeout(tell, 0);
  });
  const createBuffer = () => ({ mapAsync: () => done(0), unmap: () => undefined, destroy: () => undefined });
  return { device: { queue: { submit }, createBuffer } as unknown as GPUDevice, done, submit };
}

const FIREFOX = { period: 100, onSubmit: true };
const DAWN = { period: 1, onSubmit: false };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('GPUBufferUsage', { MAP_READ: 1, COPY_DST: 8 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function finish<T>(pending: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(1000);
  return await pending;
}

describe('measureSleep', () => {
  it.each([
    ['one that is asked every 100 ms and on submissions', FIREFOX, true],
    ['one that tells at once', DAWN, false],
    [
      'one that is slow whatever is submitted: nothing would be gained',
      { ...FIREFOX, onSubmit: false },
      false,
    ],
  ])('%s', async (_, implementation, sleeps) => {
    expect(await finish(measureSleep(fakeDevice(implementation).device))).toBe(sleeps);
  });
});

describe('deviceWait', () => {
  /** When the promise of so much work settled, on the fake clock. */
  async function settledAfter(work: number, sleeps: boolean): Promise<{ took: number; submits: number }> {
    const { device, done, submit } = fakeDevice(FIREFOX);
    const start = performance.now();
    let took = Number.NaN;
    const waited = deviceWait({ device, sleeps }, done(work)).then(() => {
      took = performance.now() - start;
    });
    await finish(waited);
    return { took, submits: submit.mock.calls.length };
  }

  it('follows the work where the device sleeps, and stops submitting when it is done', async () => {
    const short = await settledAfter(5, true);
    expect(short.took).toBeLessThan(10);
    expect(short.submits).toBeLessThan(10);
    const long = await settledAfter(30, true);
    expect(long.took).toBeGreaterThanOrEqual(30);
    expect(long.took).toBeLessThan(35);
  });

  it('submits nothing where the device does not sleep', async () => {
    expect(await settledAfter(30, false)).toEqual({ took: 100, submits: 0 });
  });

  it.each([true, false])('gives what was waited for, or its rejection (sleeps: %s)', async (sleeps) => {
    const { device } = fakeDevice(FIREFOX);
    expect(await finish(deviceWait({ device, sleeps }, Promise.resolve(7)))).toBe(7);
    const lost = deviceWait({ device, sleeps }, Promise.reject(new Error('lost')));
    await expect(lost).rejects.toThrow('lost');
  });
});
