import { expect, test } from 'vitest';
import { Variates } from '../experiment/traffic/variates.ts';
import { printed } from '../lab/load/testing/printed.ts';
import { nano, openNanoServer } from './testing/nano-server.ts';
import { streamCompletion } from './testing/raw-client.ts';

/* Figures of docs/serve.md: one prompt a thousand times at once, among others of any length. */

const REPEATS = Number(process.env.BATCHMATES_SERVE_REPEATS ?? 1000);
const NOISE = REPEATS / 4;
const TOKENS = Number(process.env.BATCHMATES_SERVE_TOKENS ?? 24);
const QUESTION = {
  prompt: 'Once upon a time there was a little',
  max_tokens: TOKENS,
  temperature: 0,
  ignore_eos: true,
};

test.each([
  ['invariant', 1],
  ['variant', null],
] as const)('%s: a thousand repeats among noise', { timeout: 1_200_000 }, async (set, expected) => {
  const model = await nano();
  const server = await openNanoServer(model, set);
  const variates = new Variates(5);
  const below = (most: number) => Math.floor(variates.unit() * most);
  const noise = () => ({
    prompt: Array.from({ length: 1 + below(3 * TOKENS) }, () => 3 + below(400)),
    ...{ max_tokens: 1 + below(TOKENS), temperature: 1, seed: below(1000), ignore_eos: true },
  });
  const asked = Array.from({ length: REPEATS + NOISE }, (_, i) => (i % 5 === 4 ? noise() : QUESTION));
  const got = await Promise.all(asked.map((body) => streamCompletion(server.url, body)));
  const told = got.filter((_, i) => asked[i] === QUESTION);
  expect(got.filter(({ finished }) => !finished).length).toBe(0);
  const fingerprints = new Set(told.map(({ fingerprint }) => fingerprint));
  const answers = new Set(told.map(({ tokens }) => tokens.join()));
  printed(set, [
    {
      repeats: told.length,
      noise: got.length - told.length,
      fingerprints: fingerprints.size,
      answers: answers.size,
    },
  ]);
  if (expected === null) expect(fingerprints.size).toBeGreaterThan(1);
  else expect(fingerprints.size).toBe(expected);
  expect(server.service.load.freeBlocks).toBe(server.service.load.blocks);
  await server.drain(10_000);
});
