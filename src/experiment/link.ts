import { canonicalJson } from './canonical.ts';
import { leastThat } from './least.ts';
import { checkedLength, type Dictionary, holdsAll, packed, unpacked } from './link-data.ts';
import { LINK_DICTIONARY } from './link-dictionary.ts';
import { LinkError } from './link-error.ts';
import { type LinkPayload, parsePayload } from './link-payload.ts';
import { type FoundLink, holdsLink, linksIn, strangeCharacter } from './link-text.ts';

/**
 * What each version of links is compressed against. An experiment is linked by its own version: what labs from before there was a
 * second can run, they can open.
 */
const DICTIONARIES = new Map<number, Dictionary>([
  [1, null],
  [2, new TextEncoder().encode(LINK_DICTIONARY)],
  [3, new TextEncoder().encode(LINK_DICTIONARY)],
]);
const VERSIONS = [...DICTIONARIES.keys()];
const LATEST = VERSIONS.at(-1)!;
export const MOST_CHARACTERS = 200_000;
/** Each may have been written as several, `%2D`. */
const MOST_WRITTEN = 4 * MOST_CHARACTERS;
/** Breaks may fall into the checksum, behind the content that it is of; underscores at their ends are pieces too. */
const PIECES_OF_CHECKSUM = 5;

/** Where links of a length may go: some chat tools cut those above 2,000 characters; above 8,000 a file serves better. */
export function linkAdvice(link: string): 'fine' | 'may be cut' | 'use a file' {
  if (link.length <= 2000) return 'fine';
  return link.length <= 8000 ? 'may be cut' : 'use a file';
}

/** The fragment of a link, with its `#`: base64url of raw deflate of canonical JSON, and a checksum. */
export function encodeLink(payload: LinkPayload): string {
  const { version } = payload.experiment;
  const content = new TextEncoder().encode(canonicalJson(payload));
  return `#v${version}.${packed(content, DICTIONARIES.get(version)!)}`;
}

/** True for a link's fragment, for an address that ends in one, and for any text that one stands in. */
export function isLink(text: string): boolean {
  return holdsLink(text.slice(0, MOST_WRITTEN));
}

/**
 * Reads a fragment, or an address or text that one stands in as chat and mail leave it: quoted, coded, broken over lines, with
 * something behind it. The content is opened as it was sent, or not at all. Runs nothing and fetches nothing. Throws LinkError for
 * what holds no link or two, is damaged, too large, or of a later version; ExperimentError naming the field where the content is
 * refused.
 */
export function decodeLink(text: string): LinkPayload {
  if (text.length > MOST_WRITTEN) throw tooLong(text.length);
  const found = linksIn(text);
  const opened = found.map(open);
  // A mail shows a link shortened beside the whole one.
  const read = opened.filter(({ content }) => content !== null);
  const failed = opened.find(
    ({ data, error }) => error && !read.some((other) => other.data.startsWith(data)),
  );
  if (failed) throw failed.error;
  const [content = null, another = null] = new Set(read.map((each) => each.content));
  if (content === null)
    throw new LinkError(`this is no Batchmates link: expected "#v1." to "#v${LATEST}." and data`);
  if (another !== null) throw new LinkError('this text holds two links: open one at a time');
  return parsePayload(parsedJson(content));
}

/** A link's content, or why it cannot be read. */
interface Opened {
  readonly data: string;
  readonly content: string | null;
  readonly error: LinkError | null;
}

function open(link: FoundLink): Opened {
  const data = link.pieces.join('');
  try {
    return { data, content: contentOf(link, data), error: null };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return { data, content: null, error };
  }
}

function contentOf(link: FoundLink, data: string): string {
  const { version, pieces } = link;
  const dictionary = DICTIONARIES.get(version);
  if (dictionary === undefined)
    throw new LinkError(
      `this link has version ${version}; this lab reads versions 1 to ${LATEST}${version > LATEST ? '. A newer lab may open it' : ''}`,
    );
  if (data.length > MOST_CHARACTERS) throw tooLong(data.length);
  let problem: unknown = new LinkError(`this link was cut off: nothing follows "#v${version}."`);
  for (const end of endsToTry(data, pieces, dictionary)) {
    try {
      return textOf(unpacked(data.slice(0, end), dictionary));
    } catch (error) {
      problem = error;
    }
  }
  const strange = strangeCharacter(link);
  throw strange === null
    ? problem
    : new LinkError(`this link is damaged: its ${strange}`, { cause: problem });
}

/** Where the content and its checksum may end, the likeliest first. */
function* endsToTry(data: string, pieces: readonly string[], dictionary: Dictionary): Generator<number> {
  const ends = endsOf(pieces);
  const first = firstWhole(data, ends, dictionary);
  yield* ends.slice(first, first + PIECES_OF_CHECKSUM).toReversed();
  // A mark or a word that follows without white space may be of the characters that links have, `_` or a dash.
  const length = checkedLength(data, dictionary);
  if (length !== null && length < data.length) yield length;
}

/** How many characters of the data each piece brings it to. */
function endsOf(pieces: readonly string[]): number[] {
  let end = 0;
  return pieces.map(({ length }) => {
    end += length;
    return end;
  });
}

/** The first piece that completes the content, found by halves; the last one where none does. */
function firstWhole(data: string, ends: readonly number[], dictionary: Dictionary): number {
  return leastThat(0, Math.max(0, ends.length - 1), (piece) =>
    holdsAll(data.slice(0, ends[piece]), dictionary),
  );
}

function textOf(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new LinkError('this link is damaged: its content is no JSON', { cause: error });
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LinkError('this link is damaged: its content is no JSON', { cause: error });
  }
}

function tooLong(characters: number): LinkError {
  return new LinkError(`this link has ${characters} characters; at most ${MOST_CHARACTERS} are read`);
}
