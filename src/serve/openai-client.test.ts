import OpenAI, {
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerSchema } from '../openai/answer.ts';
import { END } from './testing/byte-codec.ts';
import { FakeService, type Script } from './testing/fake-service.ts';
import { openTestServer } from './testing/open-test-server.ts';

const bytes = (text: string) => Array.from(new TextEncoder().encode(text));
/** Says what it was asked, with a character of several tokens in front. */
const parrot: Script = ({ promptTokens }) => [...bytes('€ '), ...promptTokens, END];

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

let service: FakeService;
let server: Awaited<ReturnType<typeof openTestServer>>;
let client: OpenAI;

beforeAll(async () => {
  service = new FakeService(parrot);
  server = await openTestServer(service, { key: 'sk-test' });
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => server.listening.close());

const ASK = { model: 'bytes', max_tokens: 100, temperature: 0 } as const;

describe('completions', () => {
  it('answers a text, with usage, a fingerprint of the system and what the answer tells of itself', async () => {
    const answer = await client.completions.create({ ...ASK, prompt: 'hello' });
    expect(answer.choices).toMatchObject([
      { index: 0, text: '€ hello', finish_reason: 'stop', stop_reason: null, logprobs: null },
    ]);
    expect(answer.usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 });
    expect(answer.system_fingerprint).toMatch(/^fp_[0-9a-f]{16}$/);
    const { choices, metrics } = answerSchema.parse(answer);
    const { batchmates } = choices[0];
    expect(batchmates).toMatchObject({ set: 'invariant', posture: 'invariant: nothing is known', tier: 0 });
    expect(batchmates?.fingerprint).toMatch(/^2:[0-9a-f]{64}$/);
    expect(batchmates?.steps).toHaveLength(10);
    expect(batchmates?.plans).toBeNull();
    expect(metrics).toEqual({
      ...{ queue_time_ms: 0, generation_time_ms: 90, mean_itl_ms: 10 },
      ...{ time_to_first_token_ms: expect.any(Number), tokens_per_second: expect.any(Number) },
    });
  });

  it('tells the plans of its steps where they are asked for, each once', async () => {
    const asked = { ...ASK, prompt: 'hello', batchmates: { plans: true } };
    const { choices } = answerSchema.parse(await client.completions.create(asked));
    expect(choices[0].batchmates?.plans).toEqual([{ matmul: 'invariant@1' }]);
  });

  it('takes token ids, and lists of prompts of either kind', async () => {
    const ids = await client.completions.create({ ...ASK, prompt: bytes('ids') });
    expect(ids.choices[0].text).toBe('€ ids');
    const lists = await client.completions.create({ ...ASK, prompt: [bytes('one'), bytes('two')] });
    expect(lists.choices.map(({ index, text }) => [index, text])).toEqual([
      [0, '€ one'],
      [1, '€ two'],
    ]);
    const several = await client.completions.create({ ...ASK, prompt: ['ab', 'c'], n: 2 });
    expect(several.choices.map(({ text }) => text)).toEqual(['€ ab', '€ ab', '€ c', '€ c']);
    expect(several.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 26 });
    // A prompt's, however many answers find it there.
    expect(several.usage?.prompt_tokens_details?.cached_tokens).toBe(1);
  });

  it('streams whole characters that join to the same answer, and usage at the end', async () => {
    const stream = await client.completions.create({
      ...{ ...ASK, prompt: 'straße', stream: true },
      stream_options: { include_usage: true },
    });
    const texts: string[] = [];
    let last: OpenAI.Completion | null = null;
    for await (const chunk of stream) {
      if (chunk.choices.length > 0) texts.push(chunk.choices[0].text);
      last = chunk;
    }
    expect(texts).toEqual(['€', ' ', 's', 't', 'r', 'a', 'ß', 'e', '']);
    expect(last?.choices).toEqual([]);
    expect(last?.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 12 });
    expect(answerSchema.parse(last).metrics?.mean_itl_ms).toBe(10);
  });

  it('tells log probabilities in lists, and tokens by their ids where that is asked', async () => {
    const body = {
      ...ASK,
      prompt: 'ab',
      logprobs: 2,
      return_tokens_as_token_ids: true,
      return_token_ids: true,
    };
    const { choices } = answerSchema.parse(await client.completions.create(body));
    const [{ logprobs, token_ids, prompt_token_ids }] = choices;
    expect(prompt_token_ids).toEqual([97, 98]);
    expect(token_ids).toEqual([...bytes('€ ab'), END]);
    expect(logprobs?.tokens?.at(-2)).toBe('token_id:98');
    expect(logprobs?.token_logprobs).toEqual(token_ids!.map(() => -0.25));
    expect(logprobs?.text_offset).toEqual([0, 0, 0, 1, 2, 3, 4]);
    expect(logprobs?.top_logprobs?.[4]).toEqual({ 'token_id:97': -0.25, 'token_id:98': -1.25 });
  });

  it('ends by stop strings that lie over tokens, in a stream before any of them is out', async () => {
    const asked = { ...ASK, prompt: 'one two three', stop: ['o thr', 'zzz'] };
    const whole = await client.completions.create(asked);
    expect(whole.choices[0]).toMatchObject({ text: '€ one tw', finish_reason: 'stop', stop_reason: 'o thr' });
    let text = '';
    let fingerprint: unknown;
    for await (const chunk of await client.completions.create({ ...asked, stream: true })) {
      text += chunk.choices[0].text;
      fingerprint = answerSchema.parse(chunk).choices[0].batchmates?.fingerprint ?? fingerprint;
    }
    expect(text).toBe('€ one tw');
    // Nobody gave up: they are as done as those that ended by themselves.
    expect(service.finished).toHaveLength(2);
    expect(fingerprint).toBe(answerSchema.parse(whole).choices[0].batchmates?.fingerprint);
    const kept = await client.completions.create({ ...asked, ...{ include_stop_str_in_output: true } });
    expect(kept.choices[0].text).toBe('€ one two thr');
  });

  it('ends by tokens that are asked for, and not by the model’s own where they are to be ignored', async () => {
    const stopped = await client.completions.create({ ...ASK, prompt: 'abc', ...{ stop_token_ids: [98] } });
    expect(stopped.choices[0]).toMatchObject({ text: '€ a', finish_reason: 'stop', stop_reason: 98 });
    const on = await client.completions.create({
      ...ASK,
      prompt: 'abc',
      max_tokens: 20,
      ...{ ignore_eos: true },
    });
    expect(on.choices[0].finish_reason).toBe('length');
    expect(on.usage?.completion_tokens).toBe(20);
  });
});

describe('chat completions', () => {
  const messages = [
    { role: 'system' as const, content: 'be short' },
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] },
  ];

  it('goes by the model’s template', async () => {
    const answer = await client.chat.completions.create({ ...ASK, messages });
    expect(answer.choices[0].message).toMatchObject({
      role: 'assistant',
      content: '€ [system]be short[user]hi[assistant]',
    });
  });

  it('streams a role first, then the text, with log probabilities in chat’s shape', async () => {
    const stream = await client.chat.completions.create({
      ...{
        ...ASK,
        messages,
        stream: true,
        logprobs: true,
        top_logprobs: 1,
        max_completion_tokens: 4,
        max_tokens: 4,
      },
    });
    const chunks = await all(stream);
    expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe('€ ');
    expect(chunks.at(-1)?.choices[0].finish_reason).toBe('length');
    const tokens = chunks.flatMap(({ choices }) => choices[0].logprobs?.content ?? []);
    expect(tokens).toHaveLength(4);
    expect(tokens[0]).toMatchObject({ token: '\\xE2', bytes: null, logprob: -0.25 });
    expect(tokens[3]).toMatchObject({
      token: ' ',
      bytes: [0x20],
      top_logprobs: [{ token: ' ', bytes: [0x20] }],
    });
  });
});

describe('refusals, as the client’s own error classes', () => {
  const completion = (more: object) => client.completions.create({ ...ASK, prompt: 'x', ...more });

  it('names the parameter that the engine does not do', async () => {
    const error = await completion({ top_p: 0.9 }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ status: 400, param: 'top_p', type: 'invalid_request_error' });
    expect(String(error)).toContain(
      'top_p: not supported by this server: expected 1, or it left out, found 0.9',
    );
    await expect(completion({ logprobs: 9 })).rejects.toThrow('logprobs: expected at most 8');
    await expect(completion({ echo: true })).rejects.toThrow('echo: not supported');
  });

  it('tells unknown models, wrong keys and wrong routes apart', async () => {
    await expect(completion({ model: 'gpt-4' })).rejects.toThrow(NotFoundError);
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'sk-wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toThrow(AuthenticationError);
    await expect(client.embeddings.create({ model: 'bytes', input: 'x' })).rejects.toThrow(NotFoundError);
  });

  it('tells who comes while the queue is full to come again', async () => {
    const busy = new FakeService(parrot, { byHand: true, most: 1 });
    const { url, listening } = await openTestServer(busy, { limits: { waiting: 1 } });
    const other = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const first = other.completions.create({ ...ASK, prompt: 'x' });
    const second = other.completions.create({ ...ASK, prompt: 'y' });
    await expect.poll(() => busy.load.waiting).toBe(1);
    const error = await other.completions.create({ ...ASK, prompt: 'z' }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).headers?.get('retry-after')).toBe('1');
    while (busy.load.running > 0) busy.step();
    expect((await Promise.all([first, second])).map(({ choices }) => choices[0].text)).toEqual([
      '€ x',
      '€ y',
    ]);
    await listening.close();
  });

  it('throws out of a stream that the engine fails over', async () => {
    const failing = new FakeService(parrot, { byHand: true });
    const { url, listening } = await openTestServer(failing);
    const other = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const stream = await other.completions.create({ ...ASK, prompt: 'x', stream: true });
    await failing.close();
    await expect(all(stream)).rejects.toThrow('the server ended before this answer did');
    await listening.close();
  });
});

describe('the other routes', () => {
  it('lists the model, and tokenizes and back', async () => {
    const { data } = await client.models.list();
    expect(data).toMatchObject([
      { id: 'bytes', object: 'model', owned_by: 'batchmates', max_model_len: 4096 },
    ]);
    expect(await client.models.retrieve('bytes')).toMatchObject({ id: 'bytes' });
    const post = async (path: string, body: object) =>
      await (await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-test' };
    expect(await post('/tokenize', { prompt: 'hé', return_token_strs: true })).toEqual({
      ...{ count: 3, max_model_len: 4096, tokens: [104, 0xc3, 0xa9], token_strs: ['h', '\\xC3', '\\xA9'] },
    });
    expect(await post('/detokenize', { tokens: [104, 0xc3, 0xa9] })).toEqual({ prompt: 'hé' });
    expect(await post('/tokenize', { messages: [{ role: 'user', content: 'a' }] })).toMatchObject({
      count: 18,
    });
  });

  it('ends what a client no longer wants, stream or not', async () => {
    const slow = new FakeService(parrot, { byHand: true });
    const { url, listening } = await openTestServer(slow);
    const other = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const whole = new AbortController();
    const asked = other.completions.create({ ...ASK, prompt: 'x' }, { signal: whole.signal });
    const stream = await other.completions.create({ ...ASK, prompt: 'y', stream: true });
    await expect.poll(() => slow.load.running).toBe(2);
    slow.step();
    expect(slow.load.freeBlocks).toBe(slow.blocks - 2);
    whole.abort();
    await expect(asked).rejects.toThrow(APIUserAbortError);
    stream.controller.abort();
    await expect.poll(() => slow.load.freeBlocks).toBe(slow.blocks);
    expect([...slow.cancelled.values()]).toEqual(['its client went away', 'its client went away']);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('batchmates_http_cancelled_total{reason="client_gone"} 2');
    expect(metrics).toContain(`batchmates_http_free_blocks ${slow.blocks}`);
    await listening.close();
  });
});
