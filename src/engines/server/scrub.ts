import type { ServerPosition } from './server-types.ts';

/** What stands where a key stood. */
export const KEY_MARK = '[key]';

/**
 * Shorter ones are words that servers without keys are given (`none`, `EMPTY`): they are no secret, and taking them out would change what a
 * model wrote.
 */
const LEAST_SECRET = 8;

/** Takes a key out of all that a server sent, which may echo it: as it is, as JSON or an address writes it, and in base64. */
export class Scrubber {
  readonly #forms: readonly string[];

  constructor(key: string | null) {
    this.#forms = key === null || key.length < LEAST_SECRET ? [] : formsOf(key);
  }

  text(text: string): string {
    return this.#forms.reduce((rest, form) => rest.replaceAll(form, KEY_MARK), text);
  }

  /** A value of plain JSON, names of fields included. What holds no key is given back as it is. */
  value<Value>(value: Value): Value {
    if (this.#forms.length === 0 || !this.#isIn(JSON.stringify(value) ?? '')) return value;
    return this.#deep(value) as Value;
  }

  /** Tokens that hold a key together lose their texts. */
  positions(positions: readonly ServerPosition[]): readonly ServerPosition[] {
    if (!this.#isIn(positions.map(({ text }) => text).join(''))) return this.value(positions);
    return this.value(positions.map((position) => ({ ...position, text: KEY_MARK, top: [] })));
  }

  /** How many characters at a text's end may be the beginning of a key. */
  held(text: string): number {
    let most = 0;
    for (const form of this.#forms)
      for (let length = Math.min(form.length - 1, text.length); length > most; length--)
        if (text.endsWith(form.slice(0, length))) most = length;
    return most;
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.#deep(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [this.text(name), this.#deep(each)]),
    );
  }

  #isIn(text: string): boolean {
    return this.#forms.some(
      (form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)),
    );
  }
}

function formsOf(key: string): string[] {
  const forms = [
    key,
    JSON.stringify(key).slice(1, -1),
    encodeURIComponent(key),
    btoa(key).replace(/=+$/, ''),
  ];
  // The longest first, so that none leaves a rest of another.
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}
