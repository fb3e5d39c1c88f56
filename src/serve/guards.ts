import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { cors } from 'hono/cors';
import { Refusal } from './refusal.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

function isLoopbackOrigin(origin: string): boolean {
  return LOOPBACK.test(hostOf(origin) ?? '');
}

/** Pages that may ask: those of this machine, and of one origin that was named; `*`: any. */
function allowedOrigin(origin: string, named: string | null): boolean {
  return named === '*' || origin === named || isLoopbackOrigin(origin);
}

/** Answers preflights, and refuses pages that may not ask: a browser would send some of their requests without asking. */
export function originGuard(named: string | null): MiddlewareHandler[] {
  const refuse: MiddlewareHandler = async (c, next) => {
    const origin = c.req.header('origin');
    if (origin !== undefined && !allowedOrigin(origin, named))
      throw new Refusal(
        403,
        `origin: pages of ${JSON.stringify(origin.slice(0, 80))} may not ask this server; --cors names those that may`,
      );
    await next();
  };
  const answer = cors({
    origin: (origin) => (allowedOrigin(origin, named) ? origin : null),
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type', 'user-agent', 'x-request-id', ...STAINLESS],
    exposeHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
  return [refuse, answer];
}

/** What OpenAI's client sends along from a page. */
const STAINLESS = [
  'arch',
  'async',
  'lang',
  'os',
  'package-version',
  'poll-helper',
  'retry-count',
  'runtime',
  'runtime-version',
  'timeout',
  'helper-method',
].map((name) => `x-stainless-${name}`);

/**
 * A server on the loopback answers to loopback names alone: a foreign page whose name leads here, by its DNS, would otherwise be of this
 * machine in its browser's eyes.
 */
export const loopbackHostGuard: MiddlewareHandler = async (c, next) => {
  const host = hostOf(c.req.url) ?? '';
  if (!LOOPBACK.test(host))
    throw new Refusal(
      403,
      `host: expected a name of this machine, found ${JSON.stringify(host.slice(0, 80))}`,
    );
  await next();
};

/** Asks for the key; compared in constant time. */
export function keyGuard(key: string): MiddlewareHandler {
  const message = {
    error: {
      message: 'authorization: expected "Bearer" and the key of this server',
      ...{ type: 'authentication_error', param: null, code: 'invalid_api_key' },
    },
  };
  const told = { message };
  return bearerAuth({
    token: key,
    noAuthenticationHeader: told,
    invalidAuthenticationHeader: told,
    invalidToken: told,
  });
}

const MINUTE = 60_000;
/** Clients that are remembered: who has not asked for longest is forgotten first. */
const MOST_CLIENTS = 10_000;

/** So many requests a minute of each address, as a bucket that fills evenly. */
class RateGuard {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Seconds until the client may ask again; null: it may now. */
  take(client: string): number | null {
    const at = this.#now();
    const known = this.#buckets.get(client) ?? { left: this.#perMinute, at };
    const left = Math.min(this.#perMinute, known.left + ((at - known.at) * this.#perMinute) / MINUTE);
    this.#buckets.delete(client);
    this.#buckets.set(client, { left: left >= 1 ? left - 1 : left, at });
    if (this.#buckets.size > MOST_CLIENTS) this.#buckets.delete(this.#buckets.keys().next().value!);
    return left >= 1 ? null : Math.ceil(((1 - left) * MINUTE) / this.#perMinute / 1000);
  }
}

export function rateGuard(perMinute: number): MiddlewareHandler {
  const guard = new RateGuard(perMinute);
  return async (c, next) => {
    const wait = guard.take(clientOf(c));
    if (wait !== null)
      throw new Refusal(
        429,
        `more than ${perMinute} requests a minute from this address; come again in ${wait} s`,
        { retryAfter: wait },
      );
    await next();
  };
}

function clientOf(c: Context): string {
  // Without a socket, as in tests that ask the app itself.
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '';
}
