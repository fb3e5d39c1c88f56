import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { imitating } from '../engines/server/testing/imitations.ts';
import { FAULTS, ignoresSeed } from '../engines/server/testing/manners.ts';
import {
  type Manner,
  type MisbehavingServer,
  openMisbehaving,
} from '../engines/server/testing/misbehaving-server.ts';
import type { ServerRun } from '../lab/server/server-run.ts';
import { performLine } from './command-line.ts';
import { captureStreams } from './testing/written.ts';

const KEY = 'sk-secret-of-the-test';
const FOLDER = mkdtempSync(join(tmpdir(), 'lab-'));
const EXPERIMENT = join(FOLDER, 'experiment.json');
const RECORD = join(FOLDER, 'run.json');
const written = captureStreams();
const open: MisbehavingServer[] = [];

writeFileSync(
  EXPERIMENT,
  JSON.stringify({
    version: 1,
    title: 'Two arms',
    requests: [
      { id: 'probe', role: 'probe', prompt: 'Once', maxNewTokens: 4 },
      { id: 'mate', role: 'clean', prompt: 'Twice', maxNewTokens: 4 },
    ],
    arms: [
      { name: 'alone', requests: ['probe'], kernels: 'variant' },
      { name: 'company', requests: ['mate', 'probe'], kernels: 'variant' },
    ],
    compare: [['alone', 'company']],
  }),
);

beforeEach(() => void vi.stubEnv('BATCHMATES_API_KEY', KEY));
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of open.splice(0)) await server.close();
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

async function lab(manner: Manner, ...args: string[]) {
  const server = await openMisbehaving(manner);
  open.push(server);
  const line = ['run', EXPERIMENT, '--engine', 'server', '--url', server.url, '--json', RECORD, ...args];
  const code = await performLine(line);
  return { code, server, ...written };
}

const record = () => JSON.parse(readFileSync(RECORD, 'utf8')) as ServerRun;

test('sends arms to a server, compares them and keeps all of it but the key', async () => {
  const { code, out, err, server } = await lab(imitating('vllm'), '--repeats', '2');
  expect([code, err]).toEqual([
    0,
    expect.stringContaining('6 requests: about 8 tokens of prompts, at most 24 generated'),
  ]);
  expect(out).toContain('vLLM 0.20.2 at');
  expect(out).toContain('A: alone, answers of a server: 2 sequences, 8 positions; log probabilities');
  expect(out).toContain('no log probability that both sides tell differs');
  expect(out).toContain('B: alone, time 2');
  expect(out.replace(/\s+/g, ' ')).toContain('The protocol tells a server nothing of kernel sets');
  const { rounds, comparisons, tokens } = record();
  expect(rounds.map(({ arm, asks }) => [arm, asks.length])).toEqual([
    ['alone', 1],
    ['company', 2],
    ['alone', 1],
    ['company', 2],
  ]);
  expect(comparisons.map(({ a, b }) => [a, b])).toContainEqual(['alone', 'company']);
  expect(rounds[0].asks[0].body).toEqual(
    server.heard.findLast(
      ({ body }) => body.prompt === 'Once' && body.cache_salt === rounds[0].asks[0].body.cache_salt,
    )?.body,
  );
  expect(tokens).toMatchObject({ prompt: 18, completion: 24, untold: 0 });
  expect(server.heard.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true);
  for (const text of [out, err, readFileSync(RECORD, 'utf8')]) expect(text).not.toContain(KEY);
});

test('finds that answers differ where a server ignores the seed', async () => {
  const { code, out } = await lab(ignoresSeed, '--served-model', 'nano');
  expect(code).toBe(0);
  expect(out).toMatch(/FORK at token \d/);
  expect(out.replace(/\s+/g, ' ')).toContain('It ignores `seed`, or draws differently all the same.');
});

test('counts what had to be asked again, and fails where a request is not answered', async () => {
  const refused: Manner = (response, heard, tries) =>
    (heard.body.prompt === 'Twice' ? FAULTS['a key that is refused'] : imitating('vllm'))(
      response,
      heard,
      tries,
    );
  const { code, out } = await lab(refused);
  expect(code).toBe(1);
  expect(out).toContain('FAILED mate: refused, status 401: Incorrect API key provided: Bearer [key]');
  let busy = 1;
  const again = await lab((response, heard, tries) =>
    (heard.body.prompt === 'Twice' && busy-- > 0 ? FAULTS['no service'] : imitating('vllm'))(
      response,
      heard,
      tries,
    ),
  );
  expect(again.code).toBe(0);
  expect(again.out).toContain('1 request had to be asked again, 1 time in all');
  const outcomes = record().rounds.flatMap(({ asks }) => asks.map(({ outcome }) => outcome));
  const tries = outcomes.map((outcome) => (outcome.kind === 'answered' ? outcome.answer.attempts.length : 0));
  expect(tries).toEqual([1, 2, 1]);
});

test.each([
  [['--url', 'http://127.0.0.1:1/v1'], '--url: 127.0.0.1:1 cannot be reached'],
  [[], 'expected --url'],
  [['--url', 'http://x/v1?key=1'], '--url: expected an address without "?"'],
  [['--url', 'http://127.0.0.1:1/v1', '--model', 'nano'], '--model does not go with --engine server'],
  [['--url', 'http://127.0.0.1:1/v1', '--key-file', EXPERIMENT], 'characters that a header can carry'],
] as const)('refuses %j', async (args, message) => {
  expect(await performLine(['run', EXPERIMENT, '--engine', 'server', ...args])).toBe(2);
  expect(written.err).toContain(message);
});

test('refuses a server’s options where none is asked, and what would cost too much', async () => {
  expect(await performLine(['run', EXPERIMENT, '--engine', 'cpu', '--repeats', '2'])).toBe(2);
  expect(written.err).toContain('--repeats goes with --engine server alone');
  const { code, err } = await lab(imitating('vllm'), '--most-tokens', '10');
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('--most-tokens 10: the run might spend more, 3 requests'),
  ]);
});
