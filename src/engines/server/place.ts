import { show } from '../../experiment/errors.ts';
import { isLoopback, withoutSecrets } from '../../experiment/model-source.ts';
import type { ServerPlace } from './server-types.ts';

/** What is wrong with where is to be asked, in words without the key; null: nothing. */
export function problemOf({ url, key }: ServerPlace): string | null {
  const place = URL.canParse(url) ? new URL(url) : null;
  if (!place || !/^https?:$/.test(place.protocol))
    return `expected a server's http or https address, found ${show(withoutSecrets(url))}`;
  if (place.username !== '' || place.password !== '')
    return 'expected an address without a name and a password in it: a key belongs into its own field';
  if (/[?#]/.test(url)) return 'expected an address without "?" and "#": a key belongs into its own field';
  if (key === null) return null;
  // A header of anything else would be refused with its value in the message.
  if (!/^[\x21-\x7e]+$/.test(key))
    return 'expected a key of characters that a header can carry, found others';
  return key.length >= 8 && url.includes(key) ? 'expected an address that does not hold the key' : null;
}

/** `http://host:8000/v1` of `http://host:8000`: with nothing behind the host the protocol's only version is meant. Any other address as it is. */
export function withVersion(url: string): string {
  return URL.canParse(url) && new URL(url).pathname === '/' && !/[?#]/.test(url)
    ? `${url.replace(/\/+$/, '')}/v1`
    : url;
}

/** Whether a key crosses the network where others can read it. */
export function keyIsInTheOpen({ url, key }: ServerPlace): boolean {
  return key !== null && url.startsWith('http:') && !isLoopback(new URL(url));
}
