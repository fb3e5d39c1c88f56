import { expect, test } from 'vitest';
import type { LiveEnd } from './live-types.ts';
import { openLiveService } from './open-live-service.ts';
import { askOf, read, tinySetting } from './testing/tiny-service.ts';

test('whoever asks is answered, then nobody is let in', async () => {
  const service = await openLiveService(tinySetting());
  const first = service.submit(askOf('a', { top: 3 }));
  const second = service.submit(askOf('b', { promptTokens: [9], maxNewTokens: 2 }));
  const { tokens, end } = await read(first);
  expect(tokens.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(end.record).toMatchObject({ id: 'a', outcome: { kind: 'done', reason: 'length' } });
  expect(end.record.tokens).toEqual(tokens.map(({ token }) => token));
  for (const { logprob, top, token, step } of tokens) {
    expect(top).toHaveLength(3);
    expect(top[0]).toEqual({ token, logit: logprob });
    expect(logprob).toBeLessThan(0);
    expect(Object.keys(step.plans).length).toBeGreaterThan(0);
    expect(step.rows).toBeGreaterThanOrEqual(step.requests);
  }
  expect((await read(second)).tokens).toHaveLength(2);
  const late = service.submit(askOf('c'));
  await service.drain();
  expect((await read(late)).end.record.outcome.kind).toBe('done');
  expect(() => service.submit(askOf('d'))).toThrow('takes no new requests');
  expect(service.load).toEqual({ running: 0, waiting: 0, freeBlocks: 24, blocks: 24 });
});

test('a request whose reader has found all he wanted ends likewise, and is done', async () => {
  const service = await openLiveService(tinySetting());
  const answer = service.submit(askOf('a', { maxNewTokens: 40 }));
  let ended: LiveEnd | null = null;
  for await (const event of answer.events) {
    if (event.type === 'ended') ended = event;
    else if (event.position === 2) answer.finish();
  }
  expect(ended?.record.outcome).toEqual({ kind: 'done', reason: 'end-of-text' });
  expect(ended!.record.tokens.length).toBeLessThanOrEqual(5);
  await service.close();
  expect(service.load.freeBlocks).toBe(24);
});

test('a request that is given up ends before its next step and gives its blocks back', async () => {
  const service = await openLiveService(tinySetting());
  const answer = service.submit(askOf('a', { maxNewTokens: 40 }));
  const other = service.submit(askOf('b'));
  let seen = 0;
  for await (const event of answer.events) {
    if (event.type === 'ended') {
      expect(event.record.outcome).toEqual({ kind: 'failed', message: 'the client left' });
      break;
    }
    if (++seen === 3) answer.cancel('the client left');
  }
  expect(seen).toBeLessThanOrEqual(5);
  expect((await read(other)).tokens).toHaveLength(6);
  await service.close();
  expect(service.load.freeBlocks).toBe(24);
});
