import { DEFAULT_LIMITS, type ServeLimits } from '../../serve/serve-limits.ts';
import { decimalNumber, UsageError, wholeNumber } from '../usage.ts';

/** Where a key may be that nobody is to see in the list of processes. */
export const KEY_VARIABLE = 'BATCHMATES_API_KEY';
/** What a bearer's token may be (RFC 6750, 2.1). */
const KEY = /^[A-Za-z0-9._~+/-]+=*$/;

export const PLACE_OPTIONS = {
  port: { type: 'string', default: '8000' },
  host: { type: 'string', default: '127.0.0.1' },
  'api-key': { type: 'string' },
  cors: { type: 'string' },
  'max-body': { type: 'string' },
  'max-waiting': { type: 'string' },
  rate: { type: 'string' },
  'drain-timeout': { type: 'string', default: '30' },
  'tell-prompts': { type: 'boolean', default: false },
} as const;

interface PlaceAsked {
  readonly port: string;
  readonly host: string;
  readonly 'api-key'?: string | undefined;
  readonly cors?: string | undefined;
  readonly 'max-body'?: string | undefined;
  readonly 'max-waiting'?: string | undefined;
  readonly rate?: string | undefined;
  readonly 'drain-timeout': string;
  readonly 'tell-prompts': boolean;
}

/** Where a server listens, and to whom. */
export interface ServePlace {
  readonly port: number;
  readonly host: string;
  readonly loopback: boolean;
  readonly key: string | null;
  readonly cors: string | null;
  readonly limits: ServeLimits;
  readonly drainMs: number;
  readonly tellPrompts: boolean;
}

/** Throws UsageError naming the option. */
export function placeAsked(
  asked: PlaceAsked,
  environment: Readonly<Record<string, string | undefined>>,
): ServePlace {
  const { host } = asked;
  if (!/^[\w.:-]+$/.test(host))
    throw new UsageError(`--host: expected a name or address, found "${host.slice(0, 80)}"`);
  const bounded = (name: 'max-body' | 'max-waiting', usual: number, least: number, most: number) => {
    const text = asked[name];
    return text === undefined ? usual : wholeNumber(name, text, least, most);
  };
  return {
    port: wholeNumber('port', asked.port, 0, 65_535),
    host,
    loopback: /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host),
    key: keyAsked(asked['api-key'], environment[KEY_VARIABLE]),
    cors: corsAsked(asked.cors),
    limits: {
      ...DEFAULT_LIMITS,
      body: bounded('max-body', DEFAULT_LIMITS.body, 1024, 1 << 28),
      waiting: bounded('max-waiting', DEFAULT_LIMITS.waiting, 1, 100_000),
      rate: asked.rate === undefined ? null : wholeNumber('rate', asked.rate, 1, 1_000_000),
    },
    drainMs: Math.min(3600, decimalNumber('drain-timeout', asked['drain-timeout'])) * 1000,
    tellPrompts: asked['tell-prompts'],
  };
}

/** Never quoted, also where it is wrong. */
function keyAsked(option: string | undefined, variable: string | undefined): string | null {
  const [name, key] = option === undefined ? [KEY_VARIABLE, variable] : ['--api-key', option];
  if (key === undefined) return null;
  if (!KEY.test(key))
    throw new UsageError(
      `${name}: expected letters, digits and -._~+/ with = at the end alone, found something else`,
    );
  return key;
}

function corsAsked(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text === '*' || (URL.canParse(text) && new URL(text).origin === text)) return text;
  throw new UsageError(
    `--cors: expected an origin as in https://lab.example, or *, found "${text.slice(0, 80)}"`,
  );
}

/** What whoever opens a server to others should know. */
export function exposureNotes({ loopback, host, key, cors }: ServePlace): string[] {
  const notes: string[] = [];
  if (!loopback) {
    const who = `${host} is more than this machine: whoever reaches it over the network can use the server`;
    notes.push(
      key === null
        ? `${who}, and no --api-key is asked of them`
        : `${who} who has its key; both travel unencrypted`,
    );
  }
  if (cors === '*')
    notes.push('--cors *: every page that a browser of this machine shows may use the server');
  return notes;
}
