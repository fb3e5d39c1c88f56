import { isLoopback, withoutSecrets } from '../../experiment/model-source.ts';

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
  if (!URL.canParse(written))
    return `expected an address such as http://127.0.0.1:8000, found ${JSON.stringify(withoutSecrets(trimmed))}`;
  const url = new URL(written);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return BY_HTTPS;
  if (url.username !== '' || url.password !== '')
    return 'expected an address without a name or password in it: a key has a field of its own';
  // They are often secrets, and the address is kept.
  if (/[?#]/.test(url.href)) return 'expected an address without "?" and "#"';
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

/** A key as a header can carry it; null: none was given. Throws nothing: a text says what is wrong, and never quotes it. */
export function keyProblem(key: string): string | null {
  return /^[\x21-\x7e]*$/.test(key.trim())
    ? null
    : 'expected characters that a header can carry, found others';
}
