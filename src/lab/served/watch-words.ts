import type { ServerFault } from '../../engines/server/server-types.ts';

/** Why a server's answer is no stream of events. */
export function refusalWords({ origin }: URL, { status, headers }: Response): string {
  if (status === 401 || status === 403)
    return `${origin} refuses (status ${status}): it wants the key that it was started with (lab serve --api-key)`;
  if (status === 404)
    return `${origin} has no events to watch (status 404): expected a server of this lab, started by lab serve`;
  if (status === 200)
    return `${origin} answers with ${headers.get('content-type') ?? 'something without a type'}, not with a stream of events: expected a server of this lab, started by lab serve`;
  return `${origin} answers with status ${status}`;
}

/** What helps where nothing came from a server of the lab. */
export function silenceWords({ kind, message }: ServerFault): string {
  if (kind === 'blocked' && message.includes('CORS'))
    return `${message}: lab serve --cors <origin of this page> lets it`;
  return kind === 'unreachable'
    ? `${message}. Is it started? Browsers may also ask you whether a page may reach this machine and its network`
    : message;
}
