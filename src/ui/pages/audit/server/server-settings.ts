import { z } from 'zod';
import { withVersion } from '../../../../engines/server/place.ts';
import { packed, unpacked } from '../../../../experiment/link-data.ts';
import { serverAddress } from '../../../../lab/served/server-address.ts';
import { keptServer } from '../../../state/kept-servers.ts';

/** Bounds of what the form takes. */
export const MOST_REQUESTS = 5000;
export const MOST_TOKENS = 10_000_000;
const MOST_PROMPTS_TEXT = 20_000;

const place = z.strictObject({ url: z.string().max(2000), model: z.string().max(500) });

/** What an audit is asked with, as it was typed; it goes into links, and holds no key. */
const settingsSchema = z.strictObject({
  ...place.shape,
  /** Null: there is no second endpoint. */
  twin: place.nullable(),
  requests: z.int().min(1).max(MOST_REQUESTS),
  tokens: z.int().min(1).max(MOST_TOKENS),
  answerTokens: z.int().min(1).max(4096),
  seed: z.int().min(0).max(0xffff_ffff),
  /** A prompt each line; empty: the audit's own. */
  prompts: z.string().max(MOST_PROMPTS_TEXT),
  /** Prompts are messages of a chat; else texts to go on with. */
  chat: z.boolean(),
});

export type ServerSettings = Readonly<z.output<typeof settingsSchema>>;

/** Where vLLM and the lab's own server listen unless they are told otherwise. */
const USUAL = 'http://127.0.0.1:8000/v1';

export function usualSettings(): ServerSettings {
  return {
    ...{ url: keptServer('audit') ?? USUAL, model: '', twin: null },
    ...{ requests: 200, tokens: 60_000, answerTokens: 32, seed: 1, prompts: '', chat: false },
  };
}

/** Where the second endpoint's address begins. */
export function usualTwin(): ServerSettings['twin'] {
  return { url: keptServer('second') ?? '', model: '' };
}

/** Base address with its version, as a page may ask it; a text says what is wrong with it. */
export function baseAddress(text: string): URL | string {
  const url = serverAddress(text);
  return typeof url === 'string' ? url : new URL(withVersion(url.href));
}

/** A link to the form as it is filled in: opening it asks nobody. An address that cannot be asked is left out, since a key may stand in it. */
export function settingsAddress(settings: ServerSettings): string {
  const twin = settings.twin && { ...settings.twin, url: askable(settings.twin.url) };
  const shared = { ...settings, url: askable(settings.url), twin };
  return `#audit/server/${packed(new TextEncoder().encode(JSON.stringify(shared)), null)}`;
}

function askable(url: string): string {
  return typeof baseAddress(url) === 'string' ? '' : url;
}

/** What a link's last part says. A text says why it cannot be opened. */
export function settingsIn(part: string): ServerSettings | string {
  try {
    const read = settingsSchema.safeParse(JSON.parse(new TextDecoder().decode(unpacked(part, null))));
    if (read.success) return read.data;
    const [{ path, message }] = read.error.issues;
    return `This link cannot be opened: ${path.map(String).join('.')}: ${message}.`;
  } catch {
    return 'This link cannot be opened: it is damaged or cut.';
  }
}
