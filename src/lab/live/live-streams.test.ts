import { expect, test } from 'vitest';
import { openLiveService } from './open-live-service.ts';
import { LOSSY, SERVINGS, serveCrowds } from './testing/live-crowds.ts';
import { askOf, read, tinySetting } from './testing/tiny-service.ts';

test.each(SERVINGS)('$name: nobody is lost or mixed up, whoever gives up whenever', async ({ arm, ask }) => {
  await serveCrowds(arm, 1, { ...(ask && { ask }) });
});

test.each(LOSSY)('$name: everyone is answered or gives up, and nothing is held then', async ({ arm }) => {
  await serveCrowds(arm, 1, { lossy: true });
});

test('a signal ends whoever is left, and hears of it who waits for nobody', async () => {
  const abort = new AbortController();
  const service = await openLiveService(tinySetting({}, { signal: abort.signal }));
  expect((await read(service.submit(askOf('a')))).tokens).toHaveLength(6);
  abort.abort(new Error('the machine goes down'));
  await expect(service.drain()).rejects.toThrow('the service has failed: the machine goes down');
});

test('a service that is closed ends whoever is left', async () => {
  const service = await openLiveService(tinySetting());
  const clients = [0, 1, 2].map((i) => read(service.submit(askOf(`r${i}`, { maxNewTokens: 50 }))));
  await new Promise<void>((resolve) =>
    service.listen(({ type }) => {
      if (type === 'token') resolve();
    }),
  );
  await service.close();
  for (const { end } of await Promise.all(clients))
    expect(end.record.outcome).toEqual({ kind: 'failed', message: 'the service was closed' });
});
