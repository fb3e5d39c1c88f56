import { leastThat } from '../numerics/least.ts';
import { checkedLength, type Dictionary, holdsAll, unpacked } from './link-data.ts';
import { LinkError } from './link-error.ts';
import { type FoundLink, holdsLink, type LinkMark, linksIn, strangeCharacter } from './link-text.ts';

/** Links of a kind, and what each of their versions is compressed against. */
export interface LinkKind {
  readonly mark: LinkMark;
  /** What a text that holds none is told to be none of. */
  readonly name: string;
  readonly dictionaries: ReadonlyMap<number, Dictionary>;
}

export const MOST_CHARACTERS = 200_000;
/** Each may have been written as several, `%2D`. */
const MOST_WRITTEN = 4 * MOST_CHARACTERS;
/** Breaks may fall into the checksum, behind the content that it is of; underscores at their ends are pieces too. */
const PIECES_OF_CHECKSUM = 5;

/** True for a link's fragment, for an address that ends in one, and for any text that one stands in. */
export function holdsLinkOf({ mark }: LinkKind, text: string): boolean {
  return holdsLink(text.slice(0, MOST_WRITTEN), mark);
}

/**
 * The JSON of the link of a kind that a text holds, opened as it was sent, or not at all. Throws LinkError for what holds no link or two, is
 * damaged, too large, or of a later version.
 */
export function jsonOfLink(kind: LinkKind, text: string): unknown {
  if (text.length > MOST_WRITTEN) throw tooLong(text.length);
  const found = linksIn(text, kind.mark);
  const opened = found.map((link) => open(kind, link));
  // A mail shows a link shortened beside the whole one.
  const read = opened.filter(({ content }) => content !== null);
  const failed = opened.find(
    ({ data, error }) => error && !read.some((other) => other.data.startsWith(data)),
  );
  if (failed) throw failed.error;
  const [content = null, another = null] = new Set(read.map((each) => each.content));
  if (content === null)
    throw new LinkError(`this is no ${kind.name}: expected ${startsWords(kind)} and data`);
  if (another !== null) throw new LinkError('this text holds two links: open one at a time');
  return parsedJson(content);
}

function startsWords({ mark, dictionaries }: LinkKind): string {
  const latest = latestOf(dictionaries);
  return latest === 1 ? `"#${mark}1."` : `"#${mark}1." to "#${mark}${latest}."`;
}

function latestOf(dictionaries: LinkKind['dictionaries']): number {
  return [...dictionaries.keys()].at(-1)!;
}

/** A link's content, or why it cannot be read. */
interface Opened {
  readonly data: string;
  readonly content: string | null;
  readonly error: LinkError | null;
}

function open(kind: LinkKind, link: FoundLink): Opened {
  const data = link.pieces.join('');
  try {
    return { data, content: contentOf(kind, link, data), error: null };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return { data, content: null, error };
  }
}

function contentOf({ dictionaries }: LinkKind, link: FoundLink, data: string): string {
  const { mark, version, pieces } = link;
  const dictionary = dictionaries.get(version);
  const latest = latestOf(dictionaries);
  if (dictionary === undefined)
    throw new LinkError(
      `this link has version ${version}; this lab reads ${latest === 1 ? 'version 1' : `versions 1 to ${latest}`}${version > latest ? '. A newer lab may open it' : ''}`,
    );
  if (data.length > MOST_CHARACTERS) throw tooLong(data.length);
  let problem: unknown = new LinkError(`this link was cut off: nothing follows "#${mark}${version}."`);
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
