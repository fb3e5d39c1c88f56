import { HUB, isLoopback } from '../../experiment/model-source.ts';
import { pauseFor, retryAfter, waitBefore } from './patience.ts';
import { SourceError } from './source-error.ts';
import { statusError } from './status-error.ts';

/** How hosts are asked. */
export interface Net {
  /** Where hub names lead: `HF_ENDPOINT`, without a slash at its end. */
  readonly endpoint: string;
  /** For the endpoint's host alone: `HF_TOKEN`. */
  readonly token: string | null;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Hears why nothing comes for a while. */
  readonly onWait?: (reason: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Asks by the platform's own means. Throws SourceError where `endpoint` is no address to send a token to. */
export function openNet(options: {
  readonly endpoint?: string | undefined;
  readonly token?: string | null | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: (reason: string) => void;
}): Net {
  const { endpoint = HUB, token, ...rest } = options;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !isPrivate(url) || /[?#]/.test(url.href) || url.username !== '' || url.password !== '')
    throw new SourceError(
      'missing',
      'endpoint',
      `expected an https address, found ${JSON.stringify(endpoint)}`,
    );
  const sent = token?.trim() || null;
  // A header of anything else would be refused with its value in the message.
  if (sent !== null && !/^[\x21-\x7e]+$/.test(sent))
    throw new SourceError('refused', 'token', 'expected characters that a header can carry, found others');
  return {
    endpoint: url.href.replace(/\/+$/, ''),
    token: sent,
    fetch: (address, init) => fetch(address, init),
    ...rest,
  };
}

export interface Question {
  readonly method?: 'GET' | 'HEAD';
  /** The first byte wanted, of all to the end. */
  readonly from?: number;
  /** Together with `from`: the last one. */
  readonly to?: number;
  /** Statuses beside a success that whoever asks can use. */
  readonly takes?: readonly number[];
}

/** A host that asks to wait is waited for so many times; one that is in trouble too. */
const MOST_TRIES = 5;

/**
 * Asks a host. One that is busy is waited for, as long as it says, within limits. Throws SourceError where there is no answer or its status is
 * no success, and the signal's reason.
 */
export async function ask(net: Net, url: string, question: Question = {}): Promise<Response> {
  for (let tries = 1; ; tries++) {
    net.signal?.throwIfAborted();
    const answer = await send(net, url, question);
    if (answer.ok || question.takes?.includes(answer.status)) return answer;
    const passing = answer.status === 429 || answer.status === 408 || answer.status >= 500;
    const wait = passing ? (retryAfter(answer.headers, Date.now()) ?? waitBefore(tries)) : null;
    if (wait === null || tries === MOST_TRIES || !canWait(wait)) throw statusError(answer, url, net, wait);
    void answer.body?.cancel().catch(() => undefined);
    net.onWait?.(`${new URL(url).host} asks to wait ${Math.ceil(wait / 1000)} s (status ${answer.status})`);
    await pauseFor(wait, net.signal);
  }
}

/** Longer than a person watches. */
const MOST_WAIT = 300_000;
const canWait = (milliseconds: number) => milliseconds <= MOST_WAIT;

async function send(net: Net, url: string, { method = 'GET', from, to }: Question): Promise<Response> {
  const headers: Record<string, string> = {};
  // A range of this form needs no leave of another origin, and is never answered in a compressed form.
  if (from !== undefined) headers.range = `bytes=${from}-${to ?? ''}`;
  // The platform takes the header off where a redirect leads to another origin (Fetch, HTTP-redirect fetch): tested here and in Chromium.
  if (net.token !== null && isOfEndpoint(url, net.endpoint)) headers.authorization = `Bearer ${net.token}`;
  try {
    const answer = await net.fetch(url, {
      method,
      headers,
      redirect: 'follow',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      ...(net.signal && { signal: net.signal }),
    });
    if (answer.url !== '' && !isPrivate(new URL(answer.url)))
      throw new SourceError(
        'refused',
        url,
        `expected https all the way, found a redirect to ${new URL(answer.url).origin}`,
      );
    return answer;
  } catch (cause) {
    net.signal?.throwIfAborted();
    if (cause instanceof SourceError) throw cause;
    throw new SourceError('silent', url, `expected an answer, found none (${reasonOf(cause)})`, { cause });
  }
}

/** What is sent and answered can be read by nobody between. */
function isPrivate(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

function isOfEndpoint(url: string, endpoint: string): boolean {
  return url.startsWith(`${endpoint}/`) && new URL(url).origin === new URL(endpoint).origin;
}

/** What Node says of a connection stands in the error's cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error ? ((cause as { readonly code?: string }).code ?? cause.message) : '';
  return code === '' ? error.message : `${error.message}: ${code}`;
}
