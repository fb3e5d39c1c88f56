import { MissingFileError, type ModelError } from '../model-error.ts';
import { SourceError } from './source-error.ts';

/** Where a visitor of the page, and where a command line, gives one. */
const TOKEN_PLACES = 'on the page under "Gated model", in a terminal HF_TOKEN';

interface Asked {
  readonly endpoint: string;
  readonly token: string | null;
}

/** What an answer's status means, and what to do. A hub names the matter in `X-Error-Code`, and hides private repositories behind 401. */
export function statusError(
  answer: Response,
  url: string,
  { endpoint, token }: Asked,
  wait: number | null,
): ModelError {
  void answer.body?.cancel().catch(() => undefined);
  const { status } = answer;
  const code = answer.headers.get('x-error-code') ?? '';
  const ofHub = url.startsWith(`${endpoint}/`);
  if (status === 401 || status === 403)
    return new SourceError('refused', url, refusal(status, code, ofHub, token));
  if (status === 404 || status === 410) {
    const thing = { RepoNotFound: 'a repository', RevisionNotFound: 'a revision' }[code];
    return thing === undefined
      ? new MissingFileError(url, `expected a file, found none (status ${status})`)
      : new SourceError('missing', url, `expected ${thing}, found none of that name`);
  }
  const seconds = wait === null ? '' : `, which asks to wait ${Math.ceil(wait / 1000)} s`;
  if (status === 429)
    return new SourceError(
      'busy',
      url,
      `expected an answer, found a limit of requests reached (429)${seconds}`,
    );
  return new SourceError(
    'silent',
    url,
    `expected an answer, found status ${status} ${answer.statusText}`.trimEnd(),
  );
}

function refusal(status: number, code: string, ofHub: boolean, token: string | null): string {
  if (!ofHub) return `expected a file open to all, found one that may not be read (status ${status})`;
  if (code === 'GatedRepo') {
    const how =
      token === null ? `and give a token (${TOKEN_PLACES})` : 'with the account that the token is of';
    return `expected a model open to all, found a gated one: accept its terms on its page, ${how}`;
  }
  return token === null
    ? `expected a repository open to all, found none: there is none of that name, or it is private or gated and takes a token (${TOKEN_PLACES})`
    : `expected a repository that the token may read, found none (status ${status})`;
}
