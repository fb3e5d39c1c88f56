import type { TextCodec } from '../model/tokenizer.ts';

const UNFINISHED = '\ufffd';
/** A character is four tokens at most, of one byte each: of twice as many that end unfinished the first never will be a character. */
const MOST_HELD = 8;
/** Tokens at the end that the next one may make a character. */
const MOST_OPEN = 3;

/**
 * Text of an answer token by token. A token may hold a part of a character: text is given once it is whole, so that all pieces together are
 * the answer, whoever joins them.
 */
export class TextStream {
  readonly #decode: TextCodec['decode'];
  /** Those whose text was given last, since decoders look at what stands before a token, and those behind them. */
  #tokens: number[] = [];
  #given = 0;
  /** Characters of those whose text was given. */
  #before = 0;

  constructor({ decode }: Pick<TextCodec, 'decode'>) {
    this.#decode = decode;
  }

  /** Text that the token made whole; empty where it is still open. */
  push(token: number): string {
    this.#tokens.push(token);
    const open = this.#textTo(this.#tokens.length);
    const waits = open === '' || open.endsWith(UNFINISHED);
    if (!waits) return this.#give(this.#tokens.length, open);
    return this.#tokens.length - this.#given < MOST_HELD ? '' : this.#give(this.#decided());
  }

  /** What is still open, as it is: nothing more comes. */
  end(): string {
    return this.#give(this.#tokens.length);
  }

  /** Text behind what was given, up to the token at `end`. */
  #textTo(end: number): string {
    return this.#decode(this.#tokens.slice(0, end)).slice(this.#before);
  }

  /** The end of the tokens whose text no later one changes: what the last ones are the beginning of stays open. */
  #decided(): number {
    const { length } = this.#tokens;
    const whole = this.#textTo(length);
    for (let open = MOST_OPEN; open > 0; open--)
      if (whole.startsWith(this.#textTo(length - open))) return length - open;
    return length;
  }

  #give(end: number, text = this.#textTo(end)): string {
    this.#tokens = this.#tokens.slice(this.#given);
    this.#given = end - this.#given;
    this.#before = this.#decode(this.#tokens.slice(0, this.#given)).length;
    return text;
  }
}
