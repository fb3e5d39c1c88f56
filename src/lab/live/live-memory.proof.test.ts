import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { printed } from '../load/testing/printed.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import type { LiveService } from './live-types.ts';
import { openLiveService } from './open-live-service.ts';
import { askOf, read, tinySetting } from './testing/tiny-service.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const WAVE = 50;

/** Serves so many requests, some of whom give up, and tells what the heap holds then, in bytes. */
async function heapAfter(service: LiveService, from: number, count: number): Promise<number> {
  for (let first = from; first < from + count; first += WAVE) {
    const asks = Array.from({ length: WAVE }, (_, i) => askOf(`r${first + i}`, { maxNewTokens: 3, top: 8 }));
    const answers = asks.map((ask) => service.submit(ask));
    answers[0].cancel('gone');
    await Promise.all(answers.map(read));
  }
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('memory stays flat, however many were served', async () => {
  const engine = fakeEngine(() => ({}));
  engine.log.push = () => 0;
  const service = await openLiveService(tinySetting({}, { engine }));
  service.listen(() => undefined);
  const before = await heapAfter(service, 0, 20_000);
  const after = await heapAfter(service, 20_000, 200_000);
  printed('memory of a service', [
    { requests: 200_000, 'bytes a request': (after - before) / 200_000, MiB: after / 2 ** 20 },
  ]);
  // Ten bytes each would be 10 MB in a million: less than the noise of a heap.
  expect(after - before).toBeLessThan(10 * 200_000);
  await service.drain();
});
