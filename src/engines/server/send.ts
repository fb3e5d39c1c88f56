import { retryAfter } from '../../model/sources/patience.ts';
import { piecesOf, wholeText } from './body-reader.ts';
import type { ServerClock } from './clock.ts';
import { FaultError, faultError, jsonOf, statusFault } from './faults.ts';
import { connectionFault, type Fetch, pageFault } from './no-answer.ts';
import type { PageContext } from './page-context.ts';
import { readStream, type StreamPiece } from './read-stream.ts';
import { Gatherer, type Reading } from './reading.ts';
import { type ServerTimeouts, ServerWatch } from './watch.ts';

/** How a server is asked, whatever it is asked. */
export interface Line {
  readonly fetch: Fetch;
  readonly clock: ServerClock;
  readonly page: PageContext | null;
  readonly key: string | null;
  readonly timeouts: ServerTimeouts;
  /** Bytes. */
  readonly mostBytes: number;
  readonly signal: AbortSignal | undefined;
}

export interface Question {
  readonly url: string;
  /** What is posted; undefined: it is a GET. */
  readonly body?: string | undefined;
}

const MOST_ERROR_BYTES = 64 * 1024;
const MOST_REDIRECTS = 3;

/** One try. Throws FaultError, and the signal's reason. */
export async function tryOnce(
  line: Line,
  question: Question,
  onPiece: (piece: StreamPiece) => void,
): Promise<{ readonly reading: Reading; readonly streamed: boolean; readonly status: number }> {
  return await answered(line, question, async (response, watch) => {
    const { status, headers } = response;
    const streamed = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
    const pieces = piecesOf(response, line.mostBytes, watch);
    const reading = streamed
      ? await readStream(pieces, status, onPiece)
      : readWhole(await wholeText(pieces), status);
    return { reading: { ...reading, told: { ...reading.told, ...softwareOf(headers) } }, streamed, status };
  });
}

function readWhole(text: string, status: number): Reading {
  const gatherer = new Gatherer();
  gatherer.add(jsonOf(text, 'an answer', status));
  return gatherer.reading();
}

/** Asks, follows what leads to the same origin, and hands a success on. Throws FaultError with the status, and the signal's reason. */
export async function answered<Result>(
  line: Line,
  question: Question,
  read: (response: Response, watch: ServerWatch) => Promise<Result>,
): Promise<Result> {
  const watch = new ServerWatch(line.timeouts, line.clock, line.signal);
  let status: number | null = null;
  try {
    const response = await follow(line, question, watch);
    status = response.status;
    if (!response.ok) await refuse(response, watch);
    return await read(response, watch);
  } catch (error) {
    line.signal?.throwIfAborted();
    const { fault, ...rest } = watch.stopped() ?? asFault(error);
    throw new FaultError(fault, { ...rest, status: rest.status ?? status });
  } finally {
    watch.end();
  }
}

function asFault(error: unknown): FaultError {
  if (error instanceof FaultError) return error;
  throw error;
}

async function follow(line: Line, question: Question, watch: ServerWatch): Promise<Response> {
  let { url } = question;
  for (let redirects = 0; ; redirects++) {
    const response = await send(line, { ...question, url }, watch);
    watch.heard();
    const elsewhere = redirectOf(response, url);
    if (elsewhere === null) return response;
    void response.body?.cancel().catch(() => undefined);
    const refused = redirectProblem(elsewhere, url, response.status, redirects);
    if (refused !== null) throw faultError('refused', refused, false, response.status || null);
    url = elsewhere!;
  }
}

/** Where it leads; '' where the browser does not say. */
function redirectOf(response: Response, url: string): string | null {
  if (response.type === 'opaqueredirect') return '';
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = response.headers.get('location') ?? '';
  return URL.canParse(location, url) ? new URL(location, url).href : '';
}

/** A key is for the origin that it was given for alone; and what is posted must be posted again, which three of the five do not say. */
function redirectProblem(elsewhere: string, url: string, status: number, redirects: number): string | null {
  if (elsewhere === '') return 'the server redirects, and is not followed: give the address it leads to';
  const { origin } = new URL(elsewhere);
  if (origin !== new URL(url).origin)
    return `the server redirects to ${origin}, which is not followed: give that address if you trust it`;
  if (status !== 307 && status !== 308)
    return `the server redirects with status ${status}, by which an ask would not be sent again: give ${origin}${new URL(elsewhere).pathname}`;
  return redirects === MOST_REDIRECTS ? 'the server redirects without an end' : null;
}

async function send(line: Line, { url, body }: Question, watch: ServerWatch): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, text/event-stream' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (line.key !== null) headers.authorization = `Bearer ${line.key}`;
  try {
    return await line.fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: watch.signal,
    });
  } catch (cause) {
    line.signal?.throwIfAborted();
    const late = watch.stopped();
    if (late) throw late;
    throw new FaultError(
      line.page
        ? await pageFault(url, line.page, { fetch: line.fetch, signal: watch.signal })
        : connectionFault(cause, url),
    );
  }
}

async function refuse(response: Response, watch: ServerWatch): Promise<never> {
  const { status, headers } = response;
  let text = '';
  try {
    for await (const piece of piecesOf(response, MOST_ERROR_BYTES, watch)) text += piece;
  } catch (error) {
    // What was said until then will do.
    if (!(error instanceof FaultError)) throw error;
  }
  throw new FaultError(statusFault(status, text), { status, retryAfter: retryAfter(headers, Date.now()) });
}

/** Headers that name software or times. */
const SOFTWARE = ['server', 'x-powered-by', 'via', 'openai-version', 'openai-processing-ms', 'x-queue-time'];

function softwareOf(headers: Headers): Readonly<Record<string, unknown>> {
  const found = SOFTWARE.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value.slice(0, 200)]];
  });
  return found.length === 0 ? {} : { headers: Object.fromEntries(found) };
}
