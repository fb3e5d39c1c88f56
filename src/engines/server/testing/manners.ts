import type { ServerResponse } from 'node:http';
import { createRandom } from '../../../experiment/random.ts';
import type { Heard, Manner } from './misbehaving-server.ts';

const WORDS = [' much', ' good', ' time', ' was', ' spent', ' here'];

/** What a well-behaved server writes: words drawn by the seed, which one that ignores it takes from the count of its tries. */
function wordsOf({ body }: Heard, seed: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: Math.min(4, Number(body.max_tokens ?? 4)) }, () => random.pick(WORDS));
}

function completion(heard: Heard, words: readonly string[], named = true) {
  const asIds = named && heard.body.return_tokens_as_token_ids === true;
  const tokens = words.map((word) => (asIds ? `token_id:${WORDS.indexOf(word)}` : word));
  return {
    id: 'cmpl-1',
    object: 'text_completion',
    model: heard.body.model,
    system_fingerprint: 'fp_test',
    choices: [
      {
        index: 0,
        text: words.join(''),
        finish_reason: 'length',
        logprobs: {
          tokens,
          token_logprobs: words.map(() => -0.5),
          top_logprobs: tokens.map((token) => ({ [token]: -0.5 })),
        },
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: words.length },
  };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}

function startStream(response: ServerResponse): (value: unknown) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  return (value) => response.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
}

function chunkOf(text: string, finish: string | null = null) {
  return { object: 'text_completion', choices: [{ index: 0, text, finish_reason: finish, logprobs: null }] };
}

function seedOf({ body }: Heard): number {
  return Number(body.seed ?? 0);
}

/** Streams where it is asked to, and is whole otherwise; answers chats in the form of completions, which both are read in. */
export function wellBehaved(
  response: ServerResponse,
  heard: Heard,
  _tries: number,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  const words = wordsOf(heard, seedOf(heard));
  const whole = { ...completion(heard, words), ...fields };
  if (heard.body.stream !== true) {
    sendJson(response, whole);
    return;
  }
  const send = startStream(response);
  const [choice] = whole.choices;
  for (const [at, text] of words.entries()) {
    const { tokens, token_logprobs, top_logprobs } = choice.logprobs;
    const one = {
      tokens: [tokens[at]],
      token_logprobs: [token_logprobs[at]],
      top_logprobs: [top_logprobs[at]],
    };
    const finish_reason = at === words.length - 1 ? 'length' : null;
    send({ ...whole, usage: null, choices: [{ index: 0, text, finish_reason, logprobs: one }] });
  }
  send({ ...whole, choices: [] });
  send('[DONE]');
  response.end();
}

export const ignoresSeed: Manner = (response, heard, tries) =>
  sendJson(response, completion(heard, wordsOf(heard, 1000 + tries)));

export const ignoresTokenIds: Manner = (response, heard) =>
  sendJson(response, completion(heard, wordsOf(heard, seedOf(heard)), false));

/** The first tries are answered by `manner`, the others well. */
export function atFirst(times: number, manner: Manner): Manner {
  return (response, heard, tries) => (tries < times ? manner : wellBehaved)(response, heard, tries);
}

/** What went wrong with servers in the field; each echoes the key wherever it can. */
export const FAULTS: Readonly<Record<string, Manner>> = {
  'too many requests': (response, { authorization }) =>
    sendJson(response, { error: { message: `slow down, ${authorization}`, code: 429 } }, 429),
  'no service': (response, { authorization }) =>
    sendJson(response, { message: authorization }, 503, { 'x-echo': authorization }),
  'an internal error': (response, { authorization }) => {
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`Traceback: headers = {'authorization': '${authorization}'}`);
  },
  'a bad gateway in HTML': (response, { authorization }) => {
    response.writeHead(502, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>502 for ${authorization}</title>`);
  },
  'a key that is refused': (response, { authorization }) =>
    sendJson(response, { error: { message: `Incorrect API key provided: ${authorization}` } }, 401),
  'an account that is used up': (response) =>
    sendJson(response, { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } }, 429),
  'HTML in the place of JSON': (response, { authorization }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<html><head><title>Log in, ${authorization}</title></head></html>`);
  },
  'HTML in the place of a stream': (response, { authorization }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`<!doctype html><title>Log in, ${authorization}</title>`);
  },
  'no JSON': (response, { authorization }) => sendJson(response, `{"choices": oops ${authorization}}`),
  'JSON that stops': (response) => sendJson(response, '{"choices": [{"text": " mu'),
  'an answer without choices': (response, { authorization }) => sendJson(response, { answer: authorization }),
  'log probabilities of another length': (response, heard) => {
    const whole = completion(heard, [' a', ' b']);
    whole.choices[0].logprobs.token_logprobs.pop();
    sendJson(response, whole);
  },
  'a token id that is none': (response, heard) => {
    const whole = completion(heard, [' a']);
    sendJson(response, { choices: [{ ...whole.choices[0], token_ids: [1.5] }] });
  },
  'an error with status 200': (response, { authorization }) =>
    sendJson(response, { error: { message: `no model for ${authorization}`, code: 404 } }),
  'an error in the stream': (response, { authorization }) => {
    const send = startStream(response);
    send(chunkOf(' much'));
    send({ error: { message: `out of memory at ${authorization}`, type: 'internal_error', code: 500 } });
    send('[DONE]');
    response.end();
  },
  'an error in a field of the stream': (response, { authorization }) => {
    startStream(response)(chunkOf(' much'));
    response.end(`error: {"code": 500, "message": "slot lost, ${authorization}"}\n\n`);
  },
  'no JSON in the stream': (response, { authorization }) => {
    startStream(response)(`{"choices": oops ${authorization}`);
    response.end();
  },
  'a stream that is cut': (response) => {
    const send = startStream(response);
    send(chunkOf(' much'));
    send(chunkOf(' good'));
    response.end();
  },
  'a connection that breaks in the stream': (response) => {
    startStream(response)(chunkOf(' much'));
    setImmediate(() => response.socket?.destroy());
  },
  'a connection that breaks before the answer': (response) => void response.socket?.destroy(),
  'a body that breaks': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"choices": [');
    setImmediate(() => response.socket?.destroy());
  },
  'an empty answer': (response) => sendJson(response, ''),
  'an answer without end': (response) => endless(response, 'application/json', '{"choices": "', 'x'),
  'a stream without end': (response) =>
    endless(response, 'text/event-stream', '', `data: ${JSON.stringify(chunkOf(' much'))}\n\n`),
  'an event without end': (response) => endless(response, 'text/event-stream', 'data: ', 'x'),
  'an error without end': (response) => endless(response, 'text/plain', 'oops ', 'x', 500),
  'a redirect to another status': (response) => redirect(response, 302, '/v2/completions'),
  'redirects in a circle': (response, { path }) => redirect(response, 307, path),
  'a redirect to nowhere': (response) => redirect(response, 308, 'http://'),
};

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { location });
  response.end();
}

/** Writes as fast as it is read, until nobody reads any more. */
function endless(response: ServerResponse, type: string, start: string, piece: string, status = 200): void {
  response.writeHead(status, { 'content-type': type });
  response.write(start);
  const block = piece.repeat(Math.ceil(16_384 / piece.length));
  const write = () => {
    if (!response.destroyed) response.write(block, () => setImmediate(write));
  };
  write();
}

/** Says nothing at all, or nothing any more. */
export const silent: Manner = () => undefined;

export const silentInTheStream: Manner = (response) => startStream(response)(chunkOf(' much'));
