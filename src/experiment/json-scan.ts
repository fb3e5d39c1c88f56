import { show } from './errors.ts';

const SHOWN_CHARACTERS = 24;

/** Text that is no JSON. `message` says where (line and column, from 1), what was expected there and what was found. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  /** Where the text stops being JSON, in UTF-16 units; null where no one place is to blame. */
  readonly at: number | null;

  constructor(
    message: string,
    { at = null, ...options }: ErrorOptions & { readonly at?: number | null } = {},
  ) {
    super(message, options);
    this.at = at;
  }
}

/** Which numbers a scan tells the places of: none is expected there but JSON's own, beside them those of Python's json module, or each of JSON's. */
export type NumbersTold = 'none' | 'python' | 'every';

/** Where a number stands, and how it is written. */
export interface NumberPlace {
  readonly at: number;
  readonly word: string;
}

/** `line 3, column 7`, counted from 1 in characters. */
export function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${Array.from(lines.at(-1)!).length + 1}`;
}

type Expected = 'value' | 'first value' | 'name' | 'first name' | 'next';

const CLOSING = { '{': '}', '[': ']' } as const;
const WORDS: Readonly<Record<Exclude<Expected, 'next'>, string>> = {
  value: 'a value',
  'first value': 'a value or "]"',
  name: 'a field name in quotes',
  'first name': 'a field name in quotes or "}"',
};
const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const PYTHON_NUMBER = /NaN|-?Infinity/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Finds the place where a text stops being JSON. Keeps what is open in a list, so that no nesting is too deep. */
export class Scanner {
  readonly #text: string;
  readonly #told: NumbersTold;
  readonly #open: ('{' | '[')[] = [];
  readonly #places: NumberPlace[] = [];
  #at = 0;

  constructor(text: string, told: NumbersTold) {
    this.#text = text;
    this.#told = told;
  }

  /** The places of the numbers that are told: of `python` those that only Python writes. Throws JsonError at the first fault. */
  scan(): NumberPlace[] {
    let expected: Expected = 'value';
    for (;;) {
      this.#take(SPACE);
      if (expected === 'next' && this.#open.length === 0) {
        if (this.#at < this.#text.length) this.#refuse('the end of the text');
        return this.#places;
      }
      expected = this.#step(expected);
    }
  }

  #step(expected: Expected): Expected {
    const character = this.#text[this.#at];
    const inside = this.#open.at(-1);
    const closes = inside !== undefined && character === CLOSING[inside];
    if (closes && expected !== 'value' && expected !== 'name') {
      this.#at++;
      this.#open.pop();
      return 'next';
    }
    if (expected === 'next') {
      if (character !== ',') this.#refuse(`"," or "${CLOSING[inside!]}"`);
      this.#at++;
      return inside === '{' ? 'name' : 'value';
    }
    if (expected === 'name' || expected === 'first name') {
      if (character !== '"') this.#refuse(WORDS[expected], closes);
      this.#string();
      this.#take(SPACE);
      if (this.#text[this.#at] !== ':') this.#refuse('":"');
      this.#at++;
      return 'value';
    }
    return this.#value(expected, closes);
  }

  #value(expected: 'value' | 'first value', closes: boolean): Expected {
    const character = this.#text[this.#at];
    if (character === '{' || character === '[') {
      this.#at++;
      this.#open.push(character);
      return character === '{' ? 'first name' : 'first value';
    }
    if (character === '"') this.#string();
    else if (!this.#scalar() && !this.#pythonNumber())
      this.#refuse(WORDS[expected], closes && character === ']');
    return 'next';
  }

  #scalar(): boolean {
    const at = this.#at;
    const word = this.#take(SCALAR);
    if (this.#told === 'every' && /^[-0-9]/.test(word)) this.#places.push({ at, word });
    return word !== '';
  }

  #pythonNumber(): boolean {
    if (this.#told !== 'python') return false;
    const at = this.#at;
    const word = this.#take(PYTHON_NUMBER);
    if (word !== '') this.#places.push({ at, word });
    return word !== '';
  }

  #string(): void {
    for (this.#at++; this.#text[this.#at] !== '"'; ) {
      const character = this.#text[this.#at];
      if (character === undefined || character === '\n' || character === '\r')
        this.#refuse('a closing quote');
      if (character < ' ') this.#refuse('no bare control character in a text');
      if (character !== '\\') this.#at++;
      else if (this.#take(ESCAPE) === '') this.#refuse('an escape that JSON knows');
    }
    this.#at++;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [taken = ''] = pattern.exec(this.#text) ?? [];
    this.#at += taken.length;
    return taken;
  }

  #refuse(expected: string, afterComma = false): never {
    const rest = this.#text.slice(this.#at, this.#at + 4 * SHOWN_CHARACTERS);
    const found = afterComma ? `${show(rest[0])} after a comma` : foundWords(rest);
    const place = placeOf(this.#text, this.#at);
    throw new JsonError(`${place}: expected ${expected}, found ${found}`, { at: this.#at });
  }
}

function foundWords(rest: string): string {
  if (rest === '') return 'the end of the text';
  const [line] = rest.split(/[\r\n]/);
  if (line === '') return 'the end of the line';
  const characters = Array.from(line);
  const cut = `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`;
  const found = show(characters.length > SHOWN_CHARACTERS ? cut : line);
  return /^(?:\/\/|\/\*|#)/.test(line) ? `${found}; JSON has no comments` : found;
}
