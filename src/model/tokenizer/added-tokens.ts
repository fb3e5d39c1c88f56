import { z } from 'zod';
import { escapedUnit } from '../../experiment/visible.ts';
import { ModelError, parseField, shown } from '../model-error.ts';
import { flag } from './component.ts';
import { checkId } from './vocabulary.ts';

const schema = z.array(
  z.looseObject(
    {
      id: z.unknown(),
      content: z.string('a string').min(1, 'a text'),
      single_word: flag.default(false),
      lstrip: flag.default(false),
      rstrip: flag.default(false),
      normalized: flag.optional(),
      special: flag.default(false),
    },
    'an object with id and content',
  ),
  'an array',
);

/** A token that is taken out of a text before the vocabulary's model sees it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Only where no letter or digit touches it. */
  readonly singleWord: boolean;
  /** Takes in the white space before it, behind it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Looked for in the normalized text rather than in the text as written. */
  readonly normalized: boolean;
  /** Left out of decoded text. */
  readonly special: boolean;
}

/** Throws ModelError naming the token that is malformed, stands there twice or has another id in the vocabulary. */
export function readAddedTokens(
  json: unknown,
  vocabulary: ReadonlyMap<string, number>,
  at: string,
): AddedToken[] {
  const contents = new Set<string>();
  return parseField(schema, json ?? [], `${at}: added_tokens`).map((fields) => {
    const { id, content, special, lstrip, rstrip } = fields;
    checkId(id, 'added_tokens ', content, at);
    if (contents.has(content)) {
      throw new ModelError(at, `added_tokens: expected each token once, found ${shown(content)} again`);
    }
    contents.add(content);
    const known = vocabulary.get(content);
    if (known !== undefined && known !== id) {
      throw new ModelError(
        at,
        `added_tokens ${shown(content)}: expected id ${known} as in the vocabulary, found ${id}`,
      );
    }
    const normalized = fields.normalized ?? !special;
    return { id, content, singleWord: fields.single_word, lstrip, rstrip, normalized, special };
  });
}

/**
 * The reference library numbers added tokens beyond the vocabulary one after another, whatever ids the file gives them. Where
 * those have gaps or another order, the file's are taken, since the model's rows are by them: that is said, as ids part then.
 */
export function numberedOtherwise(
  added: readonly AddedToken[],
  vocabulary: ReadonlyMap<string, number>,
): string[] {
  let next = vocabulary.size;
  const parting: string[] = [];
  for (const { id, content } of added) {
    const other = vocabulary.get(content) ?? next;
    next = Math.max(next, other + 1);
    if (other !== id) parting.push(`${shown(content)} id ${id}, the reference library ${other}`);
  }
  if (parting.length === 0) return [];
  const more = parting.length > 1 ? `, and ${parting.length - 1} more such tokens` : '';
  return [`added_tokens gives ${parting[0]}${more}: the file's ids are taken`];
}

/** A part of a text: an added token, or what lies between. */
export interface Section {
  readonly text: string;
  readonly token: AddedToken | null;
  readonly start: number;
}

/** Finds added tokens by their spellings, the leftmost first and of those that begin together the longest. */
export class AddedTokenFinder {
  readonly #spellings = new Map<string, AddedToken>();
  /** First UTF-16 unit of spellings to their lengths, longest first. */
  readonly #lengths = new Map<string, number[]>();
  readonly #firsts: RegExp | null;
  /** Tokens that are spelt alike, where the reference library takes either. */
  readonly notes: string[] = [];

  constructor(tokens: readonly AddedToken[], spell: (content: string) => string) {
    for (const token of tokens) {
      const spelling = spell(token.content);
      if (spelling === '') continue;
      const other = this.#spellings.get(spelling);
      if (other !== undefined) {
        const [first, second] = [other, token].map(({ content }) => shown(content));
        this.notes.push(`added tokens ${first} and ${second} are looked for alike: ${second} is taken`);
      }
      this.#spellings.set(spelling, token);
      const lengths = new Set(this.#lengths.get(spelling[0])).add(spelling.length);
      this.#lengths.set(
        spelling[0],
        [...lengths].sort((a, b) => b - a),
      );
    }
    const units = Array.from(this.#lengths.keys(), escapedUnit);
    this.#firsts = units.length === 0 ? null : new RegExp(`[${units.join('')}]`, 'g');
  }

  /** `marked` is the text with other characters at some places: no special token is found that has one of them. */
  split(text: string, marked = text): Section[] {
    const sections: Section[] = [];
    let done = 0;
    const between = (end: number): void => {
      if (end > done) sections.push({ text: text.slice(done, end), token: null, start: done });
    };
    for (let at = this.#next(text, 0); at < text.length; ) {
      const length = this.#matchAt(text, marked, at);
      if (length === 0) {
        at = this.#next(text, at + 1);
        continue;
      }
      const token = this.#spellings.get(text.slice(at, at + length))!;
      const end = at + length;
      if (!token.singleWord || standsAlone(text, at, end)) {
        const from = token.lstrip ? Math.max(done, spaceBefore(text, at)) : at;
        const to = token.rstrip ? spaceBehind(text, end) : end;
        between(from);
        sections.push({ text: text.slice(from, to), token, start: from });
        done = to;
      }
      // White space that was taken in may still begin the next token, as in the reference library.
      at = this.#next(text, end);
    }
    between(text.length);
    return sections;
  }

  /** Where a token may begin next, or the text's end. */
  #next(text: string, from: number): number {
    if (this.#firsts === null) return text.length;
    this.#firsts.lastIndex = from;
    return this.#firsts.exec(text)?.index ?? text.length;
  }

  #matchAt(text: string, marked: string, at: number): number {
    const lengths = this.#lengths.get(text[at]);
    const matches = (length: number) => {
      const spelling = text.slice(at, at + length);
      const token = this.#spellings.get(spelling);
      if (token === undefined) return false;
      return !token.special || marked === text || marked.slice(at, at + length) === spelling;
    };
    return lengths?.find(matches) ?? 0;
  }
}

const WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const WHITE_SPACE = /\p{White_Space}/u;

function standsAlone(text: string, start: number, end: number): boolean {
  const before = Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '';
  const behind = Array.from(text.slice(end, end + 2)).at(0) ?? '';
  return !WORD.test(before) && !WORD.test(behind);
}

function spaceBefore(text: string, at: number): number {
  let from = at;
  while (from > 0 && WHITE_SPACE.test(text[from - 1])) from--;
  return from;
}

function spaceBehind(text: string, at: number): number {
  let to = at;
  while (to < text.length && WHITE_SPACE.test(text[to])) to++;
  return to;
}
