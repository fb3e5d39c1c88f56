import { expect, it } from 'vitest';
import { quick } from './method.ts';
import { WorkerClient } from './worker-client.ts';

const table = { page: { never: quick(() => 1) } };

/** Workers that answer nothing and break when told to. */
function silentWorkers() {
  const started: (EventTarget & { ended: boolean })[] = [];
  const client = new WorkerClient<typeof table>(() => {
    const worker = Object.assign(new EventTarget(), {
      ended: false,
      postMessage: () => undefined,
      terminate: () => {
        worker.ended = true;
      },
    });
    started.push(worker);
    return worker as unknown as Worker;
  });
  return { client, started };
}

it('starts a worker with the first question, and another once that broke or was ended', async () => {
  const { client, started } = silentWorkers();
  client.end({ kind: 'cancelled', message: 'nothing to end' });
  expect(started).toHaveLength(0);
  const both = [client.ask.page.never(), client.ask.page.never()];
  expect(started).toHaveLength(1);
  started[0].dispatchEvent(new Event('error'));
  const fault = { kind: 'worker', message: 'the worker script could not be loaded' };
  expect(await Promise.all(both)).toEqual([
    { ok: false, fault },
    { ok: false, fault },
  ]);
  const next = client.ask.page.never();
  client.end({ kind: 'cancelled', message: 'left' });
  expect(await next).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'left' } });
  // Late news of the first are not the second's.
  const last = client.ask.page.never();
  started[0].dispatchEvent(new Event('error'));
  client.end({ kind: 'cancelled', message: 'over' });
  expect(await last).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'over' } });
  expect(started.map(({ ended }) => ended)).toEqual([true, true, true]);
});
