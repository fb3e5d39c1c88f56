import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import { chatRequestSchema } from '../openai/chat-request.ts';
import { completionRequestSchema } from '../openai/completion-request.ts';
import { detokenizeRequestSchema, tokenizeRequestSchema } from '../openai/token-requests.ts';
import { answer } from './answer.ts';
import { CHAT, COMPLETION } from './answer-form.ts';
import { type Counted, countRequests } from './counted.ts';
import { watchEvents } from './events-route.ts';
import { keyGuard, loopbackHostGuard, originGuard, rateGuard } from './guards.ts';
import { readBody } from './read-body.ts';
import { chatPrompts, completionPrompts } from './read-prompts.ts';
import { readSampling } from './read-sampling.ts';
import { Refusal } from './refusal.ts';
import type { ServeContext, ServeEnv } from './serve-context.ts';
import type { ServeLimits } from './serve-limits.ts';
import type { Served } from './served.ts';
import { detokenize, tokenize } from './token-routes.ts';
import type { WatchFeed } from './watch-feed.ts';

/** What a server is made of. */
export interface ServeParts {
  readonly served: Served;
  readonly limits: ServeLimits;
  readonly counted: Counted;
  readonly feed: WatchFeed;
  /** Null: anybody may ask. */
  readonly key: string | null;
  /** Origin whose pages may ask beside this machine's; `*`: any; null: none. */
  readonly cors: string | null;
  /** Whether it listens on the loopback alone, and answers to names of it alone. */
  readonly loopback: boolean;
  /** Aborted once nobody new is taken. */
  readonly closing: AbortSignal;
  /** Hears of what no client is told. */
  readonly onDefect: (error: Error) => void;
}

/** The server's routes: OpenAI's, vLLM's beside them, and those that tell of the server itself. */
export function createServeApp(parts: ServeParts): Hono<ServeEnv> {
  const { served, counted, feed, closing, limits } = parts;
  const app = new Hono<ServeEnv>();
  app.use(countRequests(counted));
  for (const guard of guardsOf(parts)) app.use(guard);
  app.get('/health', (c) => {
    const status = closing.aborted ? 'draining' : served.service.hasFailed ? 'failed' : 'ok';
    return c.json({ status }, status === 'ok' ? 200 : 503);
  });
  if (parts.key !== null) app.use(keyGuard(parts.key));
  if (limits.rate !== null) app.use(rateGuard(limits.rate));
  // Behind the key: a body without a length is held in memory, which strangers may not fill.
  app.use(bodyGuard(limits.body));

  const read = async <Schema extends z.ZodType>(c: ServeContext, schema: Schema) =>
    readBody(schema, new Uint8Array(await c.req.arrayBuffer()), c.req.header('content-type'));
  app.post('/v1/completions', async (c) => {
    checkOpen(closing);
    const request = await read(c, completionRequestSchema);
    const asked = readSampling(completionPrompts(request, served), served);
    return await answer(c, asked, COMPLETION, parts);
  });
  app.post('/v1/chat/completions', async (c) => {
    checkOpen(closing);
    const request = await read(c, chatRequestSchema);
    const asked = readSampling(chatPrompts(request, served), served);
    return await answer(c, asked, CHAT, parts);
  });
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [modelCard(served)] }));
  app.get('/v1/models/:id{.+}', (c) => {
    if (c.req.param('id') === served.model) return c.json(modelCard(served));
    throw new Refusal(404, 'model: no such model is served here', {
      param: 'model',
      code: 'model_not_found',
    });
  });
  app.post('/tokenize', async (c) => c.json(tokenize(await read(c, tokenizeRequestSchema), served)));
  app.post('/detokenize', async (c) => c.json(detokenize(await read(c, detokenizeRequestSchema), served)));
  app.get('/metrics', (c) =>
    c.text(counted.text(served.service.load, feed.watchers), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    }),
  );
  app.get('/version', (c) => c.json({ version: served.version }));
  app.get('/batchmates/events', (c) => {
    checkOpen(closing);
    return watchEvents(c, feed, limits, closing);
  });
  app.notFound((c) => tell(c, new Refusal(404, `no such route: ${c.req.method} ${c.req.path.slice(0, 80)}`)));
  app.onError((error, c) => {
    const known = isCutBody(error) ? new Refusal(400, 'body: the connection ended before it did') : error;
    if (!(known instanceof Refusal) && !isOfLibrary(known)) parts.onDefect(known);
    return tell(c, known);
  });
  return app;
}

function guardsOf({ loopback, cors }: ServeParts) {
  return [...(loopback ? [loopbackHostGuard] : []), ...originGuard(cors)];
}

function bodyGuard(maxSize: number) {
  const onError = () => {
    throw new Refusal(413, `body: expected at most ${maxSize} bytes`);
  };
  return bodyLimit({ maxSize, onError });
}

function checkOpen(closing: AbortSignal): void {
  if (closing.aborted)
    throw new Refusal(503, 'the server ends: it takes no new requests', { code: 'draining', retryAfter: 5 });
}

function modelCard({ model, created, maxPositions }: Served) {
  const card = { id: model, object: 'model', created, owned_by: 'batchmates' };
  return { ...card, root: model, parent: null, max_model_len: maxPositions };
}

/** Node's word for a client that went away, or was cut off, within its body: nobody hears the answer. */
function isCutBody(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNRESET';
}

/** Of the library that asks for keys: it brings its own answer. */
function isOfLibrary(error: Error): error is HTTPException {
  return error instanceof HTTPException;
}

/** What went wrong, as the protocol has it. What is no refusal is a defect: its words stay here. */
function tell(c: ServeContext, error: Error): Response {
  // Of the library that asks for keys: it has its own.
  if ('getResponse' in error && typeof error.getResponse === 'function')
    return error.getResponse() as Response;
  const refusal = error instanceof Refusal ? error : new Refusal(500, 'the server failed over this request');
  if (refusal.retryAfter !== null) c.header('retry-after', String(refusal.retryAfter));
  return c.json(refusal.body, refusal.status);
}
