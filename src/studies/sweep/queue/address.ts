import { shownText } from './shown-text.ts';

/** A Redis server, as `redis://user:password@host:port/db` names it. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
  /** As messages show it: without user and password. */
  readonly shown: string;
}

const PORT = 6379;
const MOST_CHARACTERS = 2048;
const MOST_DB = 65_535;
const EXPECTED = 'expected redis://host:port or rediss://user:password@host:port/db';

/**
 * Reads a queue's address. `password` stands in where the address has none, so that it need not stand on a command line, which others on the
 * machine can read. Returns what is wrong with it, never with the password in it.
 */
export function parseQueueAddress(text: string, password?: string): QueueAddress | string {
  if (text.length > MOST_CHARACTERS) return `${EXPECTED}, found ${text.length} characters`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // Nothing of it is shown: whatever could not be read may be a password.
  if (!url) return `${EXPECTED}, found what is no address`;
  const { protocol, hostname, pathname, search, hash } = url;
  if (protocol !== 'redis:' && protocol !== 'rediss:')
    return `${EXPECTED}, found one that begins with ${shownText(protocol, 20)}`;
  if (hostname === '') return `${EXPECTED}, found no host`;
  if (search !== '' || hash !== '') return `${EXPECTED}, found something behind it, at ? or #`;
  const db = /^\/?(\d{0,5})$/.exec(pathname)?.[1];
  if (db === undefined || Number(db) > MOST_DB)
    return `${EXPECTED}, its database a number, found ${shownText(pathname, 40)}`;
  const [user, own] = [url.username, url.password].map(decoded);
  if (user === null || own === null) return `${EXPECTED}, found a % in user or password that begins no %xx`;
  const given = own || password;
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || PORT),
    db: Number(db),
    ...(user && { username: user }),
    ...(given && { password: given }),
    tls: protocol === 'rediss:',
    shown: `${protocol}//${hostname}:${url.port || PORT}${Number(db) > 0 ? `/${Number(db)}` : ''}`,
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
