import { expose } from 'comlink';
import { onTestFinished, vi } from 'vitest';
import type { Client } from '../client.ts';
import type { Methods } from '../method.ts';
import type { Ask } from '../serve.ts';
import { WorkerClient } from '../worker-client.ts';

/** A page and its worker on one thread, for one test: what crosses goes through a message channel, as between two. */
export function overChannel<Subjects extends Readonly<Record<string, Methods>>>(ask: Ask): Client<Subjects> {
  const { port1, port2 } = new MessageChannel();
  expose(ask, port2);
  const worker = Object.assign(port1, { terminate: () => port1.close() });
  const client = new WorkerClient<Subjects>(() => worker as unknown as Worker);
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw));
  onTestFinished(() => {
    client.end({ kind: 'cancelled', message: 'the test is over' });
    vi.unstubAllGlobals();
  });
  return client.ask;
}
