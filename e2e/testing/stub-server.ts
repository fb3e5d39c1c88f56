import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that speaks as much of OpenAI's protocol as an audit asks, and that answers otherwise where it computes several requests at once. */
export interface StubServer {
  readonly url: string;
  /** Headers of what it was asked, in order. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  readonly close: () => Promise<void>;
}

const WORDS = [' a', ' small', ' box', ' lay', ' there', ' and', ' it', ' was'];
const TOGETHER_MS = 15;

/** @param leave whether pages of other origins may read its answers. */
export async function openStubServer(leave: boolean): Promise<StubServer> {
  const asked: StubServer['asked'] = [];
  let open = 0;
  let most = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    asked.push({ path, authorization: request.headers.authorization });
    const cors = leave
      ? { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*, authorization' }
      : {};
    const send = (value: unknown, status = 200) => {
      response.writeHead(status, { ...cors, 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, cors).end();
    } else if (path === '/v1/models') send({ object: 'list', data: [{ id: 'stub', object: 'model' }] });
    else if (path !== '/v1/completions') send({ error: { message: 'not here' } }, 404);
    else {
      const body = await bodyOf(request);
      // Whoever is here while another is waits for one company, as a batch does.
      open++;
      most = Math.max(most, open);
      await pause(TOGETHER_MS);
      const together = most > 1;
      if (--open === 0) most = 0;
      const count = Math.min(Number(body.max_tokens), WORDS.length);
      const words = WORDS.slice(0, count).map((word, at) => (together && at === 2 ? ' chest' : word));
      if (body.stream === true) stream(response, words, cors);
      else send(completion(words));
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
}

function completion(words: readonly string[], finish: string | null = 'length') {
  const usage = { prompt_tokens: 12, completion_tokens: words.length };
  return { object: 'text_completion', model: 'stub', choices: [choiceOf(words, finish)], usage };
}

function choiceOf(words: readonly string[], finish: string | null) {
  return {
    index: 0,
    text: words.join(''),
    finish_reason: finish,
    logprobs: {
      tokens: words,
      token_logprobs: words.map(() => -0.4375),
      // The two that the server hesitates between where it answers otherwise.
      top_logprobs: words.map((word) => ({ [word]: -0.4375, ...(word === ' box' && { ' chest': -0.4382 }) })),
    },
  };
}

function stream(response: ServerResponse, words: readonly string[], headers: object): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  for (const [at, word] of words.entries())
    response.write(
      `data: ${JSON.stringify(completion([word], at === words.length - 1 ? 'length' : null))}\n\n`,
    );
  response.end('data: [DONE]\n\n');
}
