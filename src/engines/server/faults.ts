import { JsonError, parseJsonNumbers } from '../../experiment/read-json.ts';
import { errorIn, shortWords } from '../../openai/reading/error-words.ts';
import type { ServerFault } from './server-types.ts';

/** Why one try gave no answer. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: ServerFault;
  /** HTTP status; null where none came. */
  readonly status: number | null;
  /** Milliseconds that the server asks to wait; null where it does not say. */
  readonly retryAfter: number | null;

  constructor(
    fault: ServerFault,
    { status = null, retryAfter = null }: { status?: number | null; retryAfter?: number | null } = {},
  ) {
    super(fault.message);
    this.fault = fault;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export function faultError(
  kind: ServerFault['kind'],
  message: string,
  passing: boolean,
  status: number | null = null,
): FaultError {
  return new FaultError({ kind, message, passing }, { status });
}

/** An account that is used up is not busy: it stays so. */
const USED_UP = ['insufficient_quota', 'billing_hard_limit_reached'];

/** What a status other than success means, and what the body says of it. */
export function statusFault(status: number, body: string): ServerFault {
  const told = toldIn(body);
  const words = `status ${status}${told.message === '' ? '' : `: ${told.message}`}`;
  if (status === 429 && USED_UP.includes(told.code ?? ''))
    return { kind: 'refused', message: words, passing: false };
  if (status === 429 || status === 503 || status === 529 || status === 425)
    return { kind: 'busy', message: words, passing: true };
  if (status === 408) return { kind: 'timeout', message: words, passing: true };
  if (status >= 500 && status !== 501 && status !== 505)
    return { kind: 'server-error', message: words, passing: true };
  return { kind: 'refused', message: words, passing: false };
}

/** An error object in the place of an answer, or in a stream. */
export function toldFault(value: unknown): ServerFault | null {
  const told = errorIn(value);
  if (!told) return null;
  if (told.status !== null) {
    const { kind, passing } = statusFault(told.status, '');
    return { kind, message: `the answer is an error: ${told.message}`, passing };
  }
  return { kind: 'server-error', message: `the answer is an error: ${told.message}`, passing: true };
}

function toldIn(body: string): { readonly message: string; readonly code: string | null } {
  try {
    const told = errorIn(parseJsonNumbers(body));
    if (told) return told;
  } catch {
    // A proxy's page, or plain words.
  }
  return { message: isHtml(body) ? pageWords(body) : shortWords(body), code: null };
}

export function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|body)\b/i.test(text);
}

/** `a page of HTML, "502 Bad Gateway"` */
export function pageWords(text: string): string {
  const [, title] = /<title[^>]*>([^<]{0,200})/i.exec(text) ?? [];
  return title ? `a page of HTML, ${JSON.stringify(shortWords(title))}` : 'a page of HTML';
}

/** A body as JSON, its numbers as they are written. Throws FaultError: `cut` where it ends too soon. */
export function jsonOf(text: string, what: string, status: number | null): unknown {
  try {
    return parseJsonNumbers(text);
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    if (isHtml(text))
      throw faultError('not-json', `expected ${what} as JSON, found ${pageWords(text)}`, false, status);
    const ends = cause.at !== null && cause.at >= text.trimEnd().length;
    throw ends
      ? faultError('cut', `expected ${what} to its end, found it cut (${cause.message})`, true, status)
      : faultError('not-json', `expected ${what} as JSON: ${cause.message}`, false, status);
  }
}
