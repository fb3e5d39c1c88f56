import type { WgslWord } from './wgsl-scan.ts';

/** What a count that cannot be read from the text is taken for. */
const UNKNOWN = 2 ** 20;
const SIZED = /^(?:mat\dx\d|vec\d)/;
const NUMBER = /^\d/;
/** With these alone, and no number below 0, no value is above the product of the numbers, each taken for at least 2. */
const ARITHMETIC = ['+', '*', '/', '%', '(', ')', ','];

/** Values of so many elements cost no more than what else a word may mean: a product of two matrices has 64 terms. */
export const SMALL = 64;

/** What setting an element to zero counts, where there are many: SwiftShader takes over 10 s to compile it for 4,000. */
const SETTING = 8;

/** What words cost, as elements that are moved. */
export interface WordCosts {
  /** Elements of the largest array or struct that a statement may move as a whole, at least 1. */
  readonly largest: number;
  readonly of: (word: number) => number;
}

/**
 * `a = b;` is four words however large they are, and compilers write it out element by element: where a text has large values
 * every word counts for a quarter of the largest. That is far too much for most words; a budget that is too small for it
 * grows with the time that it leaves (tested-kernel.ts). A function's array that is only ever indexed counts where it is declared,
 * which sets it to zero; one whose size is an override cannot be moved.
 */
export function wordCosts(words: readonly WgslWord[]): WordCosts {
  const reader = new SizeReader(words);
  const { largest, set } = reader.read();
  const weight = largest <= SMALL ? 1 : Math.ceil(largest / 4);
  return { largest, of: (word) => weight + (set.get(word) ?? 0) };
}

interface TypeSize {
  readonly size: number;
  /** The word after the type. */
  readonly after: number;
}

class SizeReader {
  readonly #words: readonly WgslWord[];
  /** The word after the name of each struct, alias and constant. */
  readonly #declared = new Map<string, number>();
  readonly #overrides = new Set<string>();
  /** Names that stand somewhere without an index. */
  readonly #whole = new Set<string>();
  readonly #types = new Map<number, TypeSize>();
  readonly #named = new Map<string, number>();

  constructor(words: readonly WgslWord[]) {
    this.#words = words;
    words.forEach(({ text }, i) => {
      const next = this.#text(i + 1);
      if (text === 'override') this.#overrides.add(next);
      if (['struct', 'alias', 'const'].includes(text)) this.#declare(next, i + 2);
      const isDeclared = next === ':' || (next === '=' && this.#text(i - 1) === 'var');
      if (next !== '[' && !isDeclared) this.#whole.add(text);
    });
  }

  read(): { readonly largest: number; readonly set: ReadonlyMap<number, number> } {
    const set = new Map<number, number>();
    let largest = 1;
    this.#words.forEach(({ text }, i) => {
      if (text !== 'array' && text !== 'struct') return;
      const size = text === 'array' ? this.#type(i).size : this.#sizeOf(this.#text(i + 1));
      if (text === 'array' && this.#isIndexedOnly(i)) set.set(i, size <= SMALL ? size : SETTING * size);
      else largest = Math.max(largest, size);
    });
    return { largest, set };
  }

  #text(i: number): string {
    return this.#words[i]?.text ?? '';
  }

  /** A name may be declared again within a function: what it is where it is used is then not looked into. */
  #declare(name: string, at: number): void {
    if (this.#declared.has(name)) this.#named.set(name, UNKNOWN);
    this.#declared.set(name, at);
  }

  /** `var name: array`, `var<…> name: array` or `var name = array` where the name is always followed by an index; private ones are set to zero at every start. */
  #isIndexedOnly(array: number): boolean {
    const before = this.#text(array - 3);
    const isModules = before === '>' && this.#text(array - 4) !== 'private' && this.#text(array - 1) === ':';
    const isVariable = before === 'var' || isModules;
    return (
      isVariable && [':', '='].includes(this.#text(array - 1)) && !this.#whole.has(this.#text(array - 2))
    );
  }

  #type(from: number): TypeSize {
    const known = this.#types.get(from);
    if (known) return known;
    const found = this.#readType(from);
    this.#types.set(from, found);
    return found;
  }

  #readType(from: number): TypeSize {
    const name = this.#text(from);
    if (this.#text(from + 1) !== '<') return { size: this.#sizeOf(name), after: from + 1 };
    if (name !== 'array') return { size: this.#sizeOf(name), after: this.#afterTemplate(from + 1) };
    const element = this.#type(from + 2);
    const close = this.#afterTemplate(element.after, 1) - 1;
    const count = this.#text(element.after) === ',' ? this.#bound(element.after + 1, close) : 1;
    return { size: Math.min(UNKNOWN, element.size * count), after: close + 1 };
  }

  #afterTemplate(from: number, open = 0): number {
    let depth = open;
    for (let i = from; i < this.#words.length; i++) {
      const text = this.#text(i);
      if (text === '<') depth++;
      else if (text === '>' && --depth === 0) return i + 1;
      else if (text === ';' || text === '{') return i;
    }
    return this.#words.length;
  }

  /** Elements of a named type, or no less than the value of a constant. */
  #sizeOf(name: string): number {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const at = this.#declared.get(name);
    if (at === undefined) return SIZED.test(name) ? 16 : 1;
    // What refers to itself does not compile.
    this.#named.set(name, 1);
    const size = this.#text(at) === '{' ? this.#members(at) : this.#declaredValue(at);
    this.#named.set(name, size);
    return size;
  }

  /** After `alias name` or `const name`: a type in the one case, a value in the other. */
  #declaredValue(at: number): number {
    if (this.#text(at - 2) === 'alias') return this.#type(at + 1).size;
    let from = at;
    while (from < this.#words.length && !['=', ';'].includes(this.#text(from))) from++;
    let to = from;
    while (to < this.#words.length && this.#text(to) !== ';') to++;
    return this.#bound(from + 1, to);
  }

  #members(open: number): number {
    let size = 0;
    let i = open + 1;
    while (i < this.#words.length && this.#text(i) !== '}') {
      const isMember = this.#text(i) === ':';
      if (isMember) size += this.#type(i + 1).size;
      i = isMember ? this.#type(i + 1).after : i + 1;
    }
    return Math.min(UNKNOWN, size);
  }

  /** No less than the value of an expression of constants: sums and quotients are bounded by the product. 0 where an override is in it. */
  #bound(from: number, to: number): number {
    const names = this.#words
      .slice(from, to)
      .map(({ text }) => text)
      .filter((text) => !ARITHMETIC.includes(text));
    if (names.some((text) => this.#overrides.has(text) && !this.#declared.has(text))) return 0;
    const values = names.map((text) => this.#valueOf(text));
    const least = names.length === 1 ? 1 : 2;
    return values.reduce((product, value) => Math.min(UNKNOWN, product * Math.max(least, value)), 1);
  }

  #valueOf(text: string): number {
    if (NUMBER.test(text)) return Number.parseInt(text, text.toLowerCase().startsWith('0x') ? 16 : 10);
    return this.#declared.has(text) ? this.#sizeOf(text) : UNKNOWN;
  }
}
