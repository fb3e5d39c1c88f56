import { problemOf } from '../../engines/server/place.ts';
import { isLoopback } from '../../experiment/model-source.ts';

/** What stands between a page and a host that it may not ask, in words that lead on. */
const BY_HTTPS =
  'expected https:// of another machine, which this page may ask alone; by http only localhost and 127.0.0.1 of this one. A tunnel makes it so: ssh -L 8000:127.0.0.1:8000 <host>';

/**
 * A server's address that a page may ask by its policy (offline/policy.ts), without a slash at its end: of this machine by http, of any other by https.
 * A text says what is wrong with it.
 */
export function serverAddress(text: string): URL | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'expected an address such as http://127.0.0.1:8000';
  const written = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const problem = problemOf({ url: written, model: '', key: null });
  if (problem !== null) return problem;
  const url = new URL(written);
  if (url.protocol === 'http:' && !/^(?:localhost|127\.0\.0\.1)$/.test(url.hostname))
    return isLoopback(url)
      ? `expected 127.0.0.1 or localhost of this machine, found ${url.hostname}: this page’s policy names only those`
      : BY_HTTPS;
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** A slash at its end would double in what is put behind it. */
export function addressText(url: URL): string {
  return url.href.replace(/\/+$/, '');
}

/** What is wrong with a key, in words that do not hold it; null: nothing. */
export function keyProblem(key: string): string | null {
  const trimmed = key.trim();
  return trimmed === '' ? null : problemOf({ url: 'https://any.example', model: '', key: trimmed });
}
