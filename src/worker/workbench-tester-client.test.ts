import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { INITIAL_SETUP } from '../workbench/cases/setup.ts';
import { TesterClient } from './workbench-tester-client.ts';

/** A worker that takes everything and never answers. */
class SilentWorker extends EventTarget {
  static started = 0;
  static ended = 0;

  constructor() {
    super();
    SilentWorker.started++;
  }

  postMessage(): void {
    // Never answered.
  }

  terminate(): void {
    SilentWorker.ended++;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', SilentWorker);
  SilentWorker.started = 0;
  SilentWorker.ended = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const request = { kernel: 'row-dot', text: '', setup: INITIAL_SETUP };
const ignore = () => undefined;

it('ends a worker that gives no sign, and starts another for the next test', async () => {
  const client = new TesterClient();
  const test = client.test(request, ignore);
  await vi.advanceTimersByTimeAsync(15_001);
  expect(await test).toEqual({ kind: 'hung', silent: 15_000, progress: null });
  expect([SilentWorker.started, SilentWorker.ended]).toEqual([1, 1]);
  void client.test(request, ignore);
  expect(SilentWorker.started).toBe(2);
  client.stop();
});

it('can be stopped, which ends what it was asked besides', async () => {
  const client = new TesterClient();
  const check = client.check({ kernel: 'row-dot', dtype: 'f32', text: '' });
  const test = client.test(request, ignore);
  client.stop();
  expect(await test).toEqual({ kind: 'stopped' });
  expect(await check).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
});

it('says why a worker could not be loaded', async () => {
  let worker: SilentWorker | null = null;
  vi.stubGlobal(
    'Worker',
    class extends SilentWorker {
      constructor() {
        super();
        worker = this;
      }
    },
  );
  const test = new TesterClient().test(request, ignore);
  (worker as SilentWorker | null)?.dispatchEvent(
    Object.assign(new Event('error'), { message: 'no such file' }),
  );
  expect(await test).toMatchObject({ kind: 'fault', fault: { kind: 'worker', message: 'no such file' } });
});
