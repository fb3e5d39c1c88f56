import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { AuthenticationError } from 'openai';
import { afterAll, expect, test } from 'vitest';
import { answerSchema } from '../../openai/answer.ts';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';
import { exposureNotes, placeAsked } from './serve-options.ts';

const REFERENCE = JSON.parse(readFileSync('public/models/nano/reference.json', 'utf8')) as {
  cases: { prompt: string; tokens: number[] }[];
};
const FOLDER = mkdtempSync(join(tmpdir(), 'serve-'));
const written = captureStreams();
afterAll(() => rmSync(FOLDER, { recursive: true }));

test('serves nano to the official client, and lets an answer under way end when it is told to', async () => {
  const log = join(FOLDER, 'log.jsonl');
  const loaders = ['--import', 'tsx', '--import', './scripts/raw-loader.mjs'];
  const line = ['serve', '--engine', 'cpu', '--dtype', 'f32', '--port', '0', '--json', '--log', log];
  const env = { ...process.env, BATCHMATES_API_KEY: 'sk-secret' };
  const child = spawn(process.execPath, [...loaders, 'src/cli/main.ts', ...line], { env });
  let err = '';
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
      child.once('close', () => reject(new Error(err)));
    });
    const { url, model, pid } = JSON.parse(said);
    expect({ model, pid }).toEqual({ model: 'nano', pid: child.pid });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-secret', maxRetries: 0 });
    const [{ prompt, tokens }] = REFERENCE.cases;
    const asked = { model, prompt, max_tokens: 8, temperature: 0 };
    const { choices } = answerSchema.parse(
      await client.completions.create({
        ...asked,
        ...{ return_token_ids: true, batchmates: { shadow: true } },
      }),
    );
    expect(choices[0].token_ids).toEqual(tokens.slice(0, 8));
    expect(choices[0].batchmates).toMatchObject({ set: 'invariant', shadow: { looked: 8, differing: 0 } });
    const other = { ...asked, temperature: 5, seed: 1, batchmates: { shadow: true }, stop: [' ', 'a', 'e'] };
    expect((await client.completions.create(other)).choices[0].finish_reason).toBe('stop');
    const headers = { authorization: 'Bearer sk-secret' };
    const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
    expect(metrics).toContain('batchmates_requests_total{arm="server",outcome="done"} 2\n');
    // Another draw of one prompt is no change of its numbers.
    expect(metrics).not.toMatch(/batchmates_canaries_total\{.*"changed"\} [1-9]/);
    const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-other', maxRetries: 0 });
    await expect(stranger.completions.create(asked)).rejects.toThrow(AuthenticationError);
    const drawn = { ...asked, temperature: 1, seed: 5, max_tokens: 60, ignore_eos: true };
    const texts: string[] = [];
    for (let i = 0; i < 2; i++) {
      let text = '';
      for await (const chunk of await client.completions.create({ ...drawn, stream: true })) {
        if (i === 1 && text === '') child.kill('SIGTERM');
        text += chunk.choices[0].text;
      }
      texts.push(text);
    }
    // The one that was under way has its end, and the same draws.
    expect(texts[1]).toBe(texts[0]);
    expect([await closed, err]).toEqual([0, expect.not.stringContaining('cut off')]);
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const types = new Set(lines.map((each) => JSON.parse(each).type));
    expect(types).toEqual(new Set(['run', 'arm', 'plan', 'step', 'request', 'arm-ended']));
    expect(`${err}${lines.join('')}`).not.toContain('sk-secret');
  } finally {
    child.kill('SIGKILL');
  }
});

test.each([
  [['--port', '70000'], '--port: expected a whole number from 0 to 65535, found "70000"'],
  [['--host', 'a b'], '--host: expected a name or address'],
  [['--api-key', 'a key'], '--api-key: expected letters, digits'],
  [['--cors', 'https://lab.example/path'], '--cors: expected an origin'],
  [['--set', 'fast'], '--set: expected one of variant'],
  [['--sets', 'invariant,fast'], '--sets: expected one of variant'],
  [['--arm', 'B'], 'expected --like beside it'],
  [['--engine', 'gpu'], '--engine: expected one of webgpu'],
  [['--policy', 'static'], '--policy: expected static:BATCH'],
  [['--blocks', '0'], '--blocks: expected a whole number of at least 1'],
])('refuses %j', async (args, message) => {
  Object.assign(written, { out: '', err: '' });
  expect(await performLine(['serve', ...args])).toBe(2);
  expect(written.err).toContain(message);
  expect(written.err).not.toContain('a key');
});

test('says what opening it to others means', () => {
  const asked = { port: '0', host: '0.0.0.0', 'drain-timeout': '1', 'tell-prompts': false };
  expect(exposureNotes(placeAsked(asked, {}))[0]).toContain('no --api-key is asked');
  expect(exposureNotes(placeAsked(asked, { BATCHMATES_API_KEY: 'k' }))[0]).toContain(
    'both travel unencrypted',
  );
  expect(exposureNotes(placeAsked({ ...asked, host: '127.0.0.1' }, {}))).toEqual([]);
});
