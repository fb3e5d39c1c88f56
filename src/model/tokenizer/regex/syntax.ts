import { ModelError } from '../../model-error.ts';

/** A set of characters, as a class that a RegExp of flag `v` takes; `fold`: letters stand for both their cases. */
export interface CharacterSet {
  readonly kind: 'set';
  readonly source: string;
  readonly fold: boolean;
}

export type Anchor = 'line-start' | 'line-end' | 'text-start' | 'text-end' | 'last-line-end';

/** What a pattern says, as a tree. `most` is null for a repeat without bound. */
export type PatternTree =
  | CharacterSet
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternTree[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternTree[] }
  | {
      readonly kind: 'repeat';
      readonly body: PatternTree;
      readonly least: number;
      readonly most: number | null;
      readonly lazy: boolean;
    }
  | { readonly kind: 'atomic'; readonly body: PatternTree }
  | {
      readonly kind: 'look';
      readonly body: PatternTree;
      readonly behind: boolean;
      readonly negated: boolean;
    };

/** A place in a pattern's text, which the readers of its parts move on. */
export class PatternReader {
  readonly text: string;
  readonly where: string;
  at = 0;

  constructor(text: string, where: string) {
    this.text = text;
    this.where = where;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether the text goes on so; moves behind it then. */
  take(words: string): boolean {
    if (!this.text.startsWith(words, this.at)) return false;
    this.at += words.length;
    return true;
  }

  /** What the expression matches here, which must be sticky; moves behind it. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found !== null) this.at = expression.lastIndex;
    return found;
  }

  /** The next whole character. */
  next(): string {
    if (this.done) throw this.refusal('the end of the pattern');
    const character = String.fromCodePoint(this.text.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  refusal(found: string): ModelError {
    const expected = 'expected a regular expression of the kind that tokenizers use';
    return new ModelError(this.where, `${expected}, found ${found} at character ${this.at}`);
  }
}
