import { afterEach, describe, expect, it } from 'vitest';
import { type AskOptions, askServer } from './ask-server.ts';
import type { ServerClock } from './clock.ts';
import type { ServerAsk, ServerOutcome } from './server-types.ts';
import { KEY, placeAt, textAsk } from './testing/asks.ts';
import {
  atFirst,
  FAULTS,
  ignoresSeed,
  ignoresTokenIds,
  sendJson,
  silent,
  silentInTheStream,
  wellBehaved,
} from './testing/manners.ts';
import { type Manner, type MisbehavingServer, openMisbehaving } from './testing/misbehaving-server.ts';

const open: MisbehavingServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(manner: Manner): Promise<MisbehavingServer> {
  const server = await openMisbehaving(manner);
  open.push(server);
  return server;
}

/** Waits between tries are kept, not waited; time limits of a try run out at once where `late` says so. */
function quickClock(late: (milliseconds: number) => boolean = () => false) {
  const waits: number[] = [];
  const clock: ServerClock = {
    now: () => performance.now(),
    after: (milliseconds, run) => {
      if (milliseconds >= 100_000 && !late(milliseconds)) return () => undefined;
      if (milliseconds < 100_000) waits.push(milliseconds);
      const timer = setTimeout(run, 0);
      return () => clearTimeout(timer);
    },
  };
  return { clock, waits };
}

const LONG = { begins: 100_001, silence: 100_002, whole: 100_003 };
const BOUND = 256 * 1024;

async function outcomeOf(manner: Manner, ask: Partial<ServerAsk> = {}, options: AskOptions = {}) {
  const server = await serve(manner);
  const { clock, waits } = quickClock();
  const outcome = await askServer(placeAt(server.url), textAsk(ask), {
    clock,
    timeouts: LONG,
    mostBytes: BOUND,
    ...options,
  });
  return { outcome, waits, server };
}

function answerOf(outcome: ServerOutcome) {
  if (outcome.kind === 'failed') throw new Error(`expected an answer, found ${outcome.fault.message}`);
  return outcome.answer;
}

function faultOf(outcome: ServerOutcome) {
  if (outcome.kind === 'answered') throw new Error('expected a fault, found an answer');
  return outcome.fault;
}

describe('asking a server', () => {
  it('sends every parameter and reads the same answer whole and as a stream', async () => {
    const extra = { return_tokens_as_token_ids: true };
    const whole = await outcomeOf(wellBehaved, { extra });
    const stream = await outcomeOf(wellBehaved, { extra, stream: true });
    const [a, b] = [answerOf(whole.outcome), answerOf(stream.outcome)];
    expect(a.text).toHaveLength(b.text.length);
    expect({ ...b, ask: null, times: null, attempts: null }).toEqual({
      ...a,
      ask: null,
      times: null,
      attempts: null,
    });
    expect(a.positions).toHaveLength(4);
    expect(a.positions[0]).toMatchObject({
      text: '',
      logprob: { text: '-0.5', value: -0.5 },
      top: [{ logprob: { value: -0.5 } }],
    });
    expect(a.positions.every(({ id }) => id !== null)).toBe(true);
    expect(a.times).toMatchObject({ first: null, pieces: [], queued: null });
    expect(b.times.pieces).toHaveLength(4);
    expect(b.times.first).toBe(b.times.pieces[0]);
    expect(whole.server.heard[0]).toMatchObject({
      method: 'POST',
      path: '/v1/completions',
      authorization: `Bearer ${KEY}`,
      body: {
        model: 'nano',
        prompt: 'Once',
        temperature: 0,
        top_p: 1,
        seed: 7,
        presence_penalty: 0,
        frequency_penalty: 0,
        max_tokens: 4,
        logprobs: 1,
        stream: false,
        ...extra,
      },
    });
    expect(Object.keys(whole.server.heard[0].body)).not.toContain('top_k');
    expect(stream.server.heard[0].body.stream_options).toEqual({ include_usage: true });
  });

  it('asks for log probabilities as chats do', async () => {
    const prompt = { kind: 'chat', messages: [{ role: 'user', content: 'Hello' }] } as const;
    const { server } = await outcomeOf(wellBehaved, { prompt });
    expect(server.heard[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: { messages: prompt.messages, logprobs: true, top_logprobs: 1 },
    });
  });

  it.each([
    ['too many requests', 'busy', 429, 5],
    ['no service', 'busy', 503, 5],
    ['an internal error', 'server-error', 500, 5],
    ['a bad gateway in HTML', 'server-error', 502, 5],
    ['a key that is refused', 'refused', 401, 1],
    ['an account that is used up', 'refused', 429, 1],
    ['HTML in the place of JSON', 'not-json', 200, 1],
    ['HTML in the place of a stream', 'not-json', 200, 1],
    ['no JSON', 'not-json', 200, 1],
    ['JSON that stops', 'cut', 200, 5],
    ['an answer without choices', 'wrong-shape', 200, 1],
    ['log probabilities of another length', 'wrong-shape', 200, 1],
    ['a token id that is none', 'wrong-shape', 200, 1],
    ['an error with status 200', 'refused', 200, 1],
    ['an error in the stream', 'server-error', 200, 5],
    ['an error in a field of the stream', 'server-error', 200, 5],
    ['no JSON in the stream', 'not-json', 200, 1],
    ['a stream that is cut', 'cut', 200, 5],
    ['a connection that breaks in the stream', 'cut', 200, 5],
    ['a connection that breaks before the answer', 'cut', null, 5],
    ['a body that breaks', 'cut', 200, 5],
    ['an empty answer', 'cut', 200, 5],
    ['an answer without end', 'wrong-shape', 200, 1],
    ['a stream without end', 'wrong-shape', 200, 1],
    ['an event without end', 'wrong-shape', 200, 1],
    ['an error without end', 'server-error', 500, 5],
    ['a redirect to another status', 'refused', 302, 1],
    ['redirects in a circle', 'refused', 307, 1],
    ['a redirect to nowhere', 'refused', 308, 1],
  ] as const)('tells %s as %s, without the key', async (name, kind, status, tries) => {
    const { outcome, server } = await outcomeOf(FAULTS[name], { stream: name.includes('stream') });
    expect(faultOf(outcome)).toMatchObject({ kind, passing: tries > 1 });
    const { attempts } = outcome as Extract<ServerOutcome, { kind: 'failed' }>;
    expect(attempts.map((attempt) => attempt.status)).toEqual(Array(tries).fill(status));
    expect(attempts.every(({ fault, began, ended }) => fault?.kind === kind && ended >= began)).toBe(true);
    if (name !== 'redirects in a circle') expect(server.heard).toHaveLength(tries);
    expectNoKey(outcome);
  });

  it('knows a case for every fault', () => {
    expect(Object.keys(FAULTS)).toHaveLength(29);
  });

  it.each(Object.keys(FAULTS).filter((name) => name !== 'redirects in a circle'))(
    'goes on after %s where that passes',
    async (name) => {
      const { outcome } = await outcomeOf(atFirst(2, FAULTS[name]), { stream: name.includes('stream') });
      if (outcome.kind === 'failed') return expect(outcome.fault.passing).toBe(false);
      expect(outcome.answer.attempts.map(({ fault }) => fault === null)).toEqual([false, false, true]);
      expect(outcome.answer.positions).toHaveLength(4);
    },
  );

  it('takes the key out of an answer that echoes it, however it is cut', async () => {
    const { outcome } = await outcomeOf((response) => {
      const tokens = [' my', ` ${KEY.slice(0, 9)}`, KEY.slice(9), '.'];
      sendJson(
        response,
        {
          system_fingerprint: `for ${KEY}`,
          choices: [
            {
              text: tokens.join(''),
              finish_reason: 'stop',
              batchmates: { [KEY]: [`Bearer ${KEY}`, encodeURIComponent(KEY), btoa(KEY)] },
              logprobs: { tokens, token_logprobs: [-1, -2, -3, -4] },
            },
          ],
        },
        200,
        { server: KEY },
      );
    });
    expect(answerOf(outcome).text).toBe(' my [key].');
    expect(answerOf(outcome).positions.map(({ logprob }) => logprob?.value)).toEqual([-1, -2, -3, -4]);
    expectNoKey(outcome);
    expect(
      answerOf(outcome)
        .positions.map(({ text }) => text)
        .join(''),
    ).not.toContain(KEY.slice(9));
  });

  it('hands on no key in a stream, however it is cut', async () => {
    const pieces: string[] = [];
    await outcomeOf(
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const text of ['a', KEY.slice(0, 3), KEY.slice(3, 20), `${KEY.slice(20)}b`, KEY.slice(0, 4)])
          response.write(`data: ${JSON.stringify({ choices: [{ text }] })}\n\n`);
        response.end('data: [DONE]\n\n');
      },
      { stream: true },
      { onPiece: ({ text }) => pieces.push(text) },
    );
    expect(pieces.join('')).toBe(`a[key]b${KEY.slice(0, 4)}`);
    expect(pieces.slice(1, 3)).toEqual(['', '']);
  });

  it('waits longer each time, by seed and ask, and as long as it is asked to', async () => {
    const busy = FAULTS['too many requests'];
    const waitsOf = async (ask: Partial<ServerAsk>, seed: number, manner = busy) =>
      (await outcomeOf(manner, ask, { retries: { seed } })).waits;
    const waits = await waitsOf({}, 1);
    expect(waits).toHaveLength(4);
    for (const [at, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** at);
      expect(wait).toBeLessThanOrEqual(500 * 2 ** at);
    }
    expect(await waitsOf({}, 1)).toEqual(waits);
    expect(await waitsOf({}, 2)).not.toEqual(waits);
    expect(await waitsOf({ id: 'other' }, 1)).not.toEqual(waits);
    const asking =
      (after: string): Manner =>
      (response) =>
        sendJson(response, {}, 429, { 'retry-after': after });
    expect(await waitsOf({}, 1, asking('30'))).toEqual([30_000, 30_000, 30_000, 30_000]);
    const { outcome, waits: none } = await outcomeOf(asking('3600'));
    expect(none).toEqual([]);
    expect(faultOf(outcome).message).toContain('asks to wait 3600 s, longer than the 60 s');
  });

  it('follows a redirect of the same origin, and none that would carry the key elsewhere', async () => {
    const here: Manner = (response, heard, tries) => {
      if (heard.path !== '/v1/completions') return wellBehaved(response, heard, tries);
      response.writeHead(307, { location: '/moved/completions' });
      response.end();
    };
    expect(answerOf((await outcomeOf(here)).outcome).positions).toHaveLength(4);
    const other = await serve(wellBehaved);
    const { outcome } = await outcomeOf((response) => {
      response.writeHead(307, { location: `${other.url}/completions?key=${KEY}` });
      response.end();
    });
    expect(faultOf(outcome)).toMatchObject({ kind: 'refused', passing: false });
    expect(faultOf(outcome).message).toContain(`redirects to ${other.origin}, which is not followed`);
    expect(other.heard).toEqual([]);
    expectNoKey(outcome);
  });

  it.each([
    ['begins', silent, {}],
    ['silence', silentInTheStream, { stream: true }],
    ['whole', silentInTheStream, { stream: true }],
  ] as const)('gives up where %s takes too long', async (which, manner, ask) => {
    const { clock } = quickClock((milliseconds) => milliseconds === LONG[which]);
    const { outcome } = await outcomeOf(manner, ask, { clock, retries: { most: 1 } });
    expect(faultOf(outcome)).toMatchObject({ kind: 'timeout', passing: true });
    expect(faultOf(outcome).message).toContain(`${LONG[which] / 1000} s`);
  });

  it('tells a server that is not there', async () => {
    const { url, close } = await serve(wellBehaved);
    await close();
    const { clock } = quickClock();
    const outcome = await askServer(placeAt(url), textAsk(), { clock, timeouts: LONG });
    expect(faultOf(outcome)).toMatchObject({ kind: 'unreachable', passing: true });
    expect(faultOf(outcome).message).toContain('ECONNREFUSED');
  });

  it.each([
    ['before the answer', silent],
    ['in the stream', silentInTheStream],
  ])('ends with the reason it is given, %s', async (_, manner) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const asked = outcomeOf(
      (response, heard, tries) => {
        manner(response, heard, tries);
        setImmediate(() => stop.abort(reason));
      },
      { stream: true },
      { signal: stop.signal },
    );
    await expect(asked).rejects.toBe(reason);
  });

  it('ends with the reason while it waits to ask again', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const asked = outcomeOf(
      FAULTS['no service'],
      {},
      { signal: stop.signal, onRetry: () => stop.abort(reason) },
    );
    await expect(asked).rejects.toBe(reason);
  });

  it('keeps what a server that ignores the seed, or asked-for ids, does', async () => {
    const texts = async (manner: Manner) => {
      const server = await serve(manner);
      const asks = [1, 2].map(() => askServer(placeAt(server.url), textAsk()));
      return (await Promise.all(asks)).map((outcome) => answerOf(outcome).text);
    };
    expect(new Set(await texts(wellBehaved)).size).toBe(1);
    expect(new Set(await texts(ignoresSeed)).size).toBe(2);
    const { outcome } = await outcomeOf(ignoresTokenIds, { extra: { return_tokens_as_token_ids: true } });
    expect(answerOf(outcome).positions.map(({ id }) => id)).toEqual([null, null, null, null]);
  });

  it.each([
    ['ftp://x/v1', KEY, 'http or https address'],
    ['nonsense', KEY, 'http or https address'],
    ['http://u:p@x/v1', KEY, 'without a name and a password'],
    [`http://x/v1?api_key=${KEY}`, KEY, 'without "?"'],
    ['http://x/v1', 'a\nb-secret', 'characters that a header can carry'],
    [`http://x/${KEY}/v1`, KEY, 'does not hold the key'],
  ])('refuses %s', async (url, key, message) => {
    const outcome = await askServer(placeAt(url, key), textAsk(), { fetch: () => expect.unreachable() });
    expect(faultOf(outcome).message).toContain(message);
    expectNoKey(outcome, key);
  });
});

function expectNoKey(outcome: ServerOutcome, key = KEY): void {
  const stored = JSON.stringify(outcome);
  for (const form of [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), btoa(key)])
    expect(stored).not.toContain(form);
}
