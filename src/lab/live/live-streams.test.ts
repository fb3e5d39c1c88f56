import { expect, test } from 'vitest';
import { openLiveService } from './open-live-service.ts';
import { LOSSY, SERVINGS, serveCrowds } from './testing/live-crowds.ts';
import { askOf, read, tinySetting } from './testing/tiny-service.ts';

test.each(SERVINGS)('%s: nobody is lost or mixed up, whoever gives up whenever', async (_, arm) => {
  await serveCrowds(arm, 1);
});

test.each(LOSSY)('%s: everyone is answered or gives up, and nothing is held then', async (_, arm) => {
  await serveCrowds(arm, 1, { lossy: true });
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
