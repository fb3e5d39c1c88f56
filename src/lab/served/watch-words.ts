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

/**
 * Why nothing came. A browser does not tell a script: where an answer that the page may not read comes, what is missing is the server's leave; else nobody
 * listens there, or the browser does not let this page ask.
 */
export async function silenceWords(url: URL, ask: typeof fetch, signal: AbortSignal): Promise<string> {
  const { origin } = url;
  try {
    // Without the key, and nothing of the answer is read.
    await ask(`${origin}/health`, { ...{ mode: 'no-cors', credentials: 'omit', cache: 'no-store' }, signal });
    return `${origin} answers, but does not let this page read it (CORS): start it with --cors ${pageOrigin()}`;
  } catch {
    signal.throwIfAborted();
    return `nobody answers at ${origin}: is the server started there? A browser may also ask whether this page may reach your machine and network, and take no answer for a no`;
  }
}

function pageOrigin(): string {
  return typeof location === 'undefined' || location.origin === 'null'
    ? '<origin of this page>'
    : location.origin;
}
