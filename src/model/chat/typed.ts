import type { ChatMessage } from '../../experiment/chat-schema.ts';

/**
 * Stands for characters that a user typed while a template makes a text of them: other characters of the same width, in areas that
 * Unicode leaves to private use. What comes out of the template with one in it came out of a message.
 */
export class Marks {
  readonly #markOf = new Map<string, string>();
  readonly #characterOf = new Map<string, string>();

  /** For `characters`; no mark occurs in any of `texts`. */
  constructor(characters: Iterable<string>, texts: readonly string[]) {
    const taken = new Set(texts.flatMap((text) => [...text].filter((character) => isPrivate(character))));
    const free = { narrow: unused(0xe000, 0xf8ff, taken), wide: unused(0xf0000, 0xffffd, taken) };
    for (const character of new Set(characters)) {
      const mark = (character.length === 1 ? free.narrow : free.wide).next().value;
      if (mark === undefined) continue;
      this.#markOf.set(character, mark);
      this.#characterOf.set(mark, character);
    }
  }

  /** The text with marks in the place of characters, all of them or those at places that `at` names. */
  mark(text: string, at?: ReadonlySet<number>): string {
    let place = 0;
    return Array.from(text, (character) => {
      const here = place;
      place += character.length;
      return at && !at.has(here) ? character : (this.#markOf.get(character) ?? character);
    }).join('');
  }

  /** The text with the characters that its marks stand for. */
  restored(text: string): string {
    return Array.from(text, (character) => this.#characterOf.get(character) ?? character).join('');
  }
}

function* unused(from: number, to: number, taken: ReadonlySet<string>): Generator<string, undefined> {
  for (let code = from; code <= to; code++) {
    const character = String.fromCodePoint(code);
    if (!taken.has(character)) yield character;
  }
  return undefined;
}

function isPrivate(character: string): boolean {
  return /\p{Co}/u.test(character);
}

/**
 * Two ways to mark messages, the thorough one first: every character that one of the spellings begins or ends with, so that a spelling is
 * not made up of a message and the template's text around it either; or the first character of each whole spelling in a message, which
 * a template that looks for marks such as `</think>` in messages does not see.
 */
export function markedMessages(
  messages: readonly ChatMessage[],
  spellings: readonly string[],
  texts: readonly string[],
): { readonly marks: Marks; readonly ways: readonly (readonly ChatMessage[])[] } {
  const ends = spellings.flatMap((spelling) => {
    const characters = Array.from(spelling);
    return [characters[0], characters[characters.length - 1]];
  });
  const marks = new Marks(ends, [...texts, ...messages.map(({ content }) => content)]);
  const with_ = (mark: (content: string) => string) =>
    messages.map(({ role, content }) => ({ role, content: mark(content) }));
  return {
    marks,
    ways: [
      with_((content) => marks.mark(content)),
      with_((content) => marks.mark(content, beginnings(content, spellings))),
    ],
  };
}

/** The first of the spellings that stands in the messages; null where none does. */
export function spelledIn(messages: readonly ChatMessage[], spellings: readonly string[]): string | null {
  return spellings.find((spelling) => messages.some(({ content }) => content.includes(spelling))) ?? null;
}

function beginnings(text: string, spellings: readonly string[]): Set<number> {
  const places = new Set<number>();
  for (const spelling of spellings)
    for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + 1)) places.add(at);
  return places;
}
