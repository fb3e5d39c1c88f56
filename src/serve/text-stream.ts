import type { TextCodec } from '../model/tokenizer.ts';

const UNFINISHED = '\ufffd';
/** A character is four tokens at most, of one byte each: what is unfinished after twice as many never will be a character. */
const MOST_HELD = 8;

/**
 * Text of an answer token by token. A token may hold a part of a character: text is given once it is whole, so that all pieces together are
 * the answer, whoever joins them.
 */
export class TextStream {
  readonly #decode: TextCodec['decode'];
  /** Those whose text was given last, since decoders look at what stands before a token, and those behind them. */
  #tokens: number[] = [];
  #given = 0;

  constructor({ decode }: Pick<TextCodec, 'decode'>) {
    this.#decode = decode;
  }

  /** Text that the token made whole; empty where it is still open. */
  push(token: number): string {
    this.#tokens.push(token);
    const open = this.#open();
    const waits = open === '' || open.endsWith(UNFINISHED);
    if (waits && this.#tokens.length - this.#given < MOST_HELD) return '';
    return this.#give(open);
  }

  /** What is still open, as it is: nothing more comes. */
  end(): string {
    return this.#give(this.#open());
  }

  #open(): string {
    const before = this.#decode(this.#tokens.slice(0, this.#given));
    return this.#decode(this.#tokens).slice(before.length);
  }

  #give(text: string): string {
    this.#tokens = this.#tokens.slice(this.#given);
    this.#given = this.#tokens.length;
    return text;
  }
}
