import { isLoopback } from '../../experiment/model-source.ts';
import { reasonOf } from '../../model/sources/reason.ts';
import type { PageContext } from './page-context.ts';
import type { ServerFault } from './server-types.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Trouble that stays: a name that nobody has, a certificate that is not believed. */
const LASTING =
  /ENOTFOUND|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO|certificate|dns error|bad port|unknown scheme|not implemented/i;
const CUT =
  /ECONNRESET|UND_ERR_SOCKET|EPIPE|other side closed|socket hang up|connection closed|connection reset/i;
const LATE = /UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT/i;

/** Why fetch gave no answer, where whoever asks is told. */
export function connectionFault(cause: unknown, url: string): ServerFault {
  const reason = reasonOf(cause);
  const { host } = new URL(url);
  if (LATE.test(reason))
    return { kind: 'timeout', message: `${host} did not answer in time (${reason})`, passing: true };
  if (CUT.test(reason))
    return {
      kind: 'cut',
      message: `${host} ended the connection before it answered (${reason})`,
      passing: true,
    };
  return {
    kind: 'unreachable',
    message: `${host} cannot be reached (${reason})`,
    passing: !LASTING.test(reason),
  };
}

/**
 * The same in a page, which is told nothing: whether its own policy forbade the address, whether the server answers pages of other origins at
 * all, or whether nobody is there. A second question without a key, whose answer stays closed, tells these apart.
 */
export async function pageFault(
  url: string,
  page: PageContext,
  ask: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<ServerFault> {
  const { origin, host, protocol } = new URL(url);
  if (!page.online()) return unreachable(`${host} cannot be reached: this browser says it is offline`);
  if (page.origin.startsWith('https:') && protocol === 'http:' && !isLoopback(new URL(url)))
    return blocked(
      `a page of ${page.origin} may not ask ${origin}: browsers let no https page ask over plain http`,
    );
  const forbidden: string[] = [];
  const end = page.onForbidden((address) => forbidden.push(address));
  const answers = await answersClosed(origin, ask);
  // The event comes in a task of its own.
  await new Promise((resolve) => setTimeout(resolve, 0));
  end();
  if (forbidden.some((address) => address.startsWith(origin)))
    return blocked(`the policy of this page (connect-src) does not allow ${origin}`);
  if (answers)
    return blocked(`${origin} is there, but does not let pages of ${page.origin} read its answers (CORS)`);
  return unreachable(
    `${host} cannot be reached from this page: no server there, or the browser keeps pages from that network`,
  );
}

async function answersClosed(
  origin: string,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<boolean> {
  try {
    const init = { mode: 'no-cors', credentials: 'omit', referrerPolicy: 'no-referrer', signal } as const;
    const answer = await fetch(`${origin}/`, { ...init, cache: 'no-store' });
    void answer.body?.cancel().catch(() => undefined);
    return true;
  } catch {
    return false;
  }
}

function blocked(message: string): ServerFault {
  return { kind: 'blocked', message, passing: false };
}

function unreachable(message: string): ServerFault {
  return { kind: 'unreachable', message, passing: true };
}
