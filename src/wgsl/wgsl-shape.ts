import type { WgslWord } from './wgsl-scan.ts';

/** Places are indices of words. */
export interface WgslLoop {
  /** Where the statement begins, its attributes included. */
  readonly start: number;
  /** The opening brace of its body, and the closing one. */
  readonly body: number;
  readonly end: number;
  /** The loop around it in the same function. */
  readonly within: WgslLoop | null;
}

export interface WgslFunction {
  readonly name: string;
  /** Called by the device, never by another function. */
  readonly entry: boolean;
  /** The parenthesis that opens its parameters. */
  readonly parameters: number;
  /** The first word of its result's type and the brace after it; null where it has no result. */
  readonly result: readonly [from: number, to: number] | null;
  /** The opening brace of its body, and the closing one. */
  readonly body: number;
  readonly end: number;
  /** Outer ones first. */
  readonly loops: readonly WgslLoop[];
}

/** The functions of a text with their loops; one that does not compile gives what can be told. */
export function functionsOf(words: readonly WgslWord[]): WgslFunction[] {
  const reader = new ShapeReader(words);
  for (let i = 0; i < words.length; i++) reader.read(i, words[i].text);
  return reader.functions;
}

type Building<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };
interface Block {
  readonly owner: Building<WgslFunction> | Building<WgslLoop> | null;
  /** Open parentheses around it. */
  readonly round: number;
}

const LOOPS = ['for', 'while', 'loop'];
const STAGES = ['compute', 'vertex', 'fragment'];

/** Takes each word once, in order. */
class ShapeReader {
  readonly functions: WgslFunction[] = [];
  readonly #words: readonly WgslWord[];
  readonly #blocks: Block[] = [];
  readonly #loops: Building<WgslLoop>[] = [];
  #function: (Building<WgslFunction> & { loops: WgslLoop[] }) | null = null;
  /** What the next block outside of parentheses belongs to. */
  #header: Block['owner'] = null;
  #statement = 0;
  #round = 0;
  #entry = false;

  constructor(words: readonly WgslWord[]) {
    this.#words = words;
  }

  read(i: number, text: string): void {
    if (text === '(') this.#openRound(i);
    else if (text === ')') this.#round--;
    else if (text === ';' && this.#round <= 0) this.#begin(i + 1);
    else if (text === '{') this.#open(i);
    else if (text === '}') this.#close(i);
    else if (text === 'fn' && this.#blocks.length === 0) this.#openFunction(i);
    else if (STAGES.includes(text) && this.#words[i - 1]?.text === '@') this.#entry = true;
    else if (LOOPS.includes(text) && this.#function && this.#blocks.length > 0) this.#openLoop();
    else if (text === '>' && this.#header === this.#function && this.#round === 0) this.#openResult(i);
  }

  #begin(statement: number): void {
    this.#statement = statement;
    this.#entry = false;
  }

  #openRound(i: number): void {
    const header = this.#blocks.length === 0 ? this.#function : null;
    if (header && this.#round === 0 && header.parameters < 0) header.parameters = i;
    this.#round++;
  }

  #openFunction(i: number): void {
    const name = this.#words[i + 1]?.text ?? '';
    const none = { parameters: -1, result: null, body: -1, end: this.#words.length };
    this.#function = { name, entry: this.#entry, ...none, loops: [] };
    this.#header = this.#function;
  }

  /** `->` in the header of a function. */
  #openResult(i: number): void {
    if (this.#function && this.#blocks.length === 0 && this.#words[i - 1]?.text === '-')
      this.#function.result ??= [i + 1, i + 1];
  }

  #openLoop(): void {
    const within = this.#loops[this.#loops.length - 1] ?? null;
    this.#header = { start: this.#statement, body: -1, end: this.#words.length, within };
  }

  #open(i: number): void {
    const owner = this.#round <= 0 ? this.#header : null;
    if (owner) this.#enter(owner, i);
    this.#blocks.push({ owner, round: this.#round });
    this.#round = 0;
    this.#begin(i + 1);
  }

  #enter(owner: NonNullable<Block['owner']>, i: number): void {
    owner.body = i;
    this.#header = null;
    if ('name' in owner) {
      if (owner.result) owner.result = [owner.result[0], i];
      this.functions.push(owner);
    } else {
      this.#loops.push(owner);
      this.#function?.loops.push(owner);
    }
  }

  #close(i: number): void {
    const { owner, round } = this.#blocks.pop() ?? { owner: null, round: 0 };
    if (owner) owner.end = i;
    if (owner && 'within' in owner) this.#loops.pop();
    if (this.#blocks.length === 0) this.#function = null;
    this.#round = round;
    this.#begin(i + 1);
  }
}
