import { ModelError, shown } from '../model-error.ts';
import type { GgufMetadata } from './header.ts';
import type { GgufValue } from './values.ts';

/** Metadata by key and kind. Reading throws ModelError naming the key for what is missing or of another kind. */
export class Metadata {
  readonly #values: GgufMetadata;
  readonly #where: string;

  constructor(values: GgufMetadata, where: string) {
    this.#values = values;
    this.#where = where;
  }

  refuse(key: string, expected: string, found: unknown): never {
    throw new ModelError(this.#where, `${key}: expected ${expected}, found ${foundWords(found)}`);
  }

  number(key: string): number {
    return this.optionalNumber(key) ?? this.refuse(key, 'a number', undefined);
  }

  /** A number; one of 32 bits as the shortest decimal that is rounded to it, as it was written before: 1e-5, not 9.99999974e-6. */
  optionalNumber(key: string): number | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'number') this.refuse(key, 'a number', value);
    return shortest(value);
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.refuse(key, 'a text', undefined);
  }

  optionalText(key: string): string | undefined {
    const value = this.#values.get(key);
    return value === undefined || typeof value === 'string' ? value : this.refuse(key, 'a text', value);
  }

  optionalFlag(key: string): boolean | undefined {
    const value = this.#values.get(key);
    return value === undefined || typeof value === 'boolean'
      ? value
      : this.refuse(key, 'true or false', value);
  }

  optionalTexts(key: string): readonly string[] | undefined {
    const value = this.#values.get(key);
    return value === undefined || isTexts(value) ? value : this.refuse(key, 'an array of texts', value);
  }

  /** Numbers, of which there have to be `length`. */
  optionalNumbers(key: string, length: number): ArrayLike<number> | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    const numbers =
      ArrayBuffer.isView(value) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
    if (!numbers) this.refuse(key, 'an array of numbers', value);
    return value.length === length ? value : this.refuse(key, `${length} numbers`, value.length);
  }
}

function foundWords(found: unknown): string {
  if (found === undefined) return 'none';
  // Typed arrays are objects otherwise.
  return shown(ArrayBuffer.isView(found) ? [...(found as Uint8Array)] : found);
}

function isTexts(value: GgufValue): value is readonly string[] {
  return Array.isArray(value) && (value.length === 0 || typeof value[0] === 'string');
}

function shortest(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return value;
}
