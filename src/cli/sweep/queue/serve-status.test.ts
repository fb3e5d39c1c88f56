import { afterEach, expect, it } from 'vitest';
import type { Listening } from '../../../serve/listen.node.ts';
import type { QueueStatus } from '../../../studies/sweep/queue/status.ts';
import { parseStatus } from '../../../studies/sweep/queue/status.ts';
import { PROVENANCE } from '../../../studies/sweep/testing/tiny-study.ts';
import { serveStatus } from './serve-status.ts';

const { engine, adapter, canary } = PROVENANCE;
const STATUS: QueueStatus = {
  ...{ version: 1, study: 'a'.repeat(64), title: 'Noise <b>& bits</b>', state: 'running' },
  ...{ jobs: 240, done: 60, failed: 2, perSecond: 1.5 },
  workers: [{ worker: 'one:17:00000000', engine, adapter, canary, done: 60, doing: 2 }],
  refused: ['worker two:4:00000000: the canary is not the study’s'],
};

let served: Listening | null = null;
afterEach(async () => await served?.close());

it('tells a page of this machine how far a study is, and others nothing', async () => {
  served = await serveStatus(0, () => STATUS);
  const { url } = served;
  const answer = await fetch(`${url}/status.json`, { headers: { origin: 'http://localhost:5173' } });
  expect(parseStatus(await answer.json())).toEqual(STATUS);
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  const page = await (await fetch(url)).text();
  for (const part of ['60 of 240 jobs, 2 failed, 1.5 a second', 'one:17:00000000', 'Refused: worker two:4'])
    expect(page).toContain(part);
  expect(page).toContain('Noise &lt;b&gt;&amp; bits&lt;/b&gt;');
  expect(page).not.toContain('<script');
  expect((await fetch(`${url}/status.json`, { headers: { origin: 'https://other.example' } })).status).toBe(
    403,
  );
});

it('says that a port is taken', async () => {
  served = await serveStatus(0, () => null);
  const port = Number(new URL(served.url).port);
  await expect(serveStatus(port, () => null)).rejects.toThrow(
    `--serve: expected a port that is free, found ${port} (EADDRINUSE)`,
  );
});
