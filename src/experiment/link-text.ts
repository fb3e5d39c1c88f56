import { show } from './errors.ts';
import { visible } from './visible.ts';

/** What a link carries, by the word between its `#` and its version: `v` of an experiment. */
export type LinkMark = 'v' | 'study';

/** A link as it was found in a text. */
export interface FoundLink {
  readonly mark: LinkMark;
  readonly version: number;
  /** Its data in the pieces that white space left of it, as far as they surely are data; words that merely follow come last. */
  readonly pieces: readonly string[];
  /** What stands behind them from the first character on that no link has. */
  readonly rest: string;
}

/** More links than that in one text are not looked at. */
const MOST_LINKS = 16;
const STARTS: Readonly<Record<LinkMark, RegExp>> = { v: /#v(\d+)\./g, study: /#study(\d+)\./g };
const DATA = /[A-Za-z0-9_-]+/y;
/** A break and the marks that mail puts before the lines of a quotation. */
const GAP = /\s[\s>]*/y;
/** What ends a link in running text: closing marks, another page's parameters, or any marks before white space or the end. */
const END = /^(?:[&?)\]>"'|]|[^A-Za-z0-9_-]+(?:\s|$))/;
const SHOWN_AROUND = 24;

type Mend = readonly [from: RegExp, to: (found: string, code: string) => string];

const hexCharacter = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));

/** `%2D`, and `%252D` where it was coded again. */
const CODES_OF_ADDRESSES: Mend = [/%(?:25)*([0-7][0-9A-F])/gi, hexCharacter];

/**
 * What chat, mail and pages do to a link, undone: characters that take no room, the soft breaks of quoted-printable, codes of
 * quoted-printable, addresses and HTML (also coded twice), Markdown's backslashes, and dashes that a word processor made of hyphens.
 */
const MENDED: readonly Mend[] = [
  [/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|<wbr\s*\/?>/g, () => ''],
  [/=[ \t]*\r?\n/g, () => '\n'],
  [/=(23|2D|2E|5F)/gi, hexCharacter],
  CODES_OF_ADDRESSES,
  // A break may have fallen into one.
  [/(%[0-7]?)\s[\s>]*(?=[0-9A-F])/gi, (_, code) => code],
  CODES_OF_ADDRESSES,
  [/&(?:amp;)*#x([0-7]?[0-9A-F]);/gi, hexCharacter],
  [/&(?:amp;)*#0*(\d{2,3});/g, (_, code) => String.fromCharCode(Number(code))],
  [/&(num|lowbar);/g, (_, name) => (name === 'num' ? '#' : '_')],
  [/\\([-_.#])/g, (_, mark) => mark],
  [/[\u2010\u2011\u2212]/g, () => '-'],
  [/[\u2013\u2014]/g, () => '--'],
];

/** Whether `linksIn` finds any. */
export function holdsLink(text: string, mark: LinkMark): boolean {
  return mended(text).search(STARTS[mark]) >= 0;
}

/** The links of a text as an address bar, a chat or a mail leaves it, in order; none where it holds none. */
export function linksIn(text: string, mark: LinkMark): FoundLink[] {
  const whole = mended(text);
  const starts = [...whole.matchAll(STARTS[mark])].slice(0, MOST_LINKS);
  return starts.map((start, index) => {
    const end = starts[index + 1]?.index ?? whole.length;
    const body = whole.slice(start.index + start[0].length, end);
    return { mark, version: Number(start[1]), ...piecesOf(body) };
  });
}

function mended(text: string): string {
  return MENDED.reduce((before, [from, to]) => before.replaceAll(from, to), text);
}

/** Why no more of a link could be read, where a character in the midst of it is to blame; null where it merely ends. */
export function strangeCharacter({ mark, version, pieces, rest }: FoundLink): string | null {
  const [character] = rest;
  if (character === undefined || END.test(rest)) return null;
  const before = `#${mark}${version}.${pieces.join('')}`;
  const around = `${before.slice(-SHOWN_AROUND)}${visible(rest.slice(0, SHOWN_AROUND))}`;
  return `character ${before.length + 1} is ${show(character)}, which no link has, in ${around.slice(0, 2 * SHOWN_AROUND)}`;
}

function piecesOf(body: string): Pick<FoundLink, 'pieces' | 'rest'> {
  const pieces: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(body)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  // A break may come before the data too.
  for (take(GAP); ; take(GAP)) {
    const piece = take(DATA);
    if (piece === null) return { pieces, rest: body.slice(at) };
    pieces.push(...apartFromMarks(piece));
  }
}

/** Underscores that end a piece may be data, or Markdown's emphasis around the link: each is a piece of its own. */
function apartFromMarks(piece: string): string[] {
  const marks = piece.endsWith('__') ? 2 : Number(piece.endsWith('_'));
  const data = piece.slice(0, piece.length - marks);
  return [data, ...'_'.repeat(marks)].filter((part) => part !== '');
}
