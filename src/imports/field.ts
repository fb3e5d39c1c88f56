import { show } from '../experiment/errors.ts';
import { visible } from '../experiment/visible.ts';
import { ImportError } from './import-error.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A value of a record that strangers wrote, with the way to it: what is read of it is checked as it is read. */
export class Field {
  readonly value: unknown;
  readonly #parent: Field | string;
  readonly #key: string | number;

  /** @param parent the field that holds it, or what the record is called in an error: `a.jsonl: line 3`. */
  constructor(value: unknown, parent: Field | string, key: string | number = '') {
    this.value = value;
    this.#parent = parent;
    this.#key = key;
  }

  /** A field of an object; absent ones are there and hold undefined. Throws ImportError where this is no object. */
  get(name: string): Field {
    const object = this.object();
    return new Field(Object.hasOwn(object, name) ? object[name] : undefined, this, name);
  }

  /** The same, of what may be no object: then it holds undefined. */
  maybe(name: string): Field {
    return this.isObject() ? this.get(name) : new Field(undefined, this, name);
  }

  /** Whether it is neither absent nor null. */
  get isThere(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  isList(): boolean {
    return Array.isArray(this.value);
  }

  object(): Plain {
    if (!this.isObject()) throw this.wrong('an object');
    return this.value as Plain;
  }

  items(): Field[] {
    if (!Array.isArray(this.value)) throw this.wrong('a list');
    return this.value.map((item, index) => new Field(item, this, index));
  }

  entries(): [name: string, field: Field][] {
    return Object.entries(this.object()).map(([name, value]) => [name, new Field(value, this, name)]);
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.wrong('text');
    return this.value;
  }

  /** Text, or null where there is none. */
  textOrNull(): string | null {
    return this.isThere ? this.text() : null;
  }

  whole(): number {
    if (!Number.isSafeInteger(this.value)) throw this.wrong('a whole number');
    return this.value as number;
  }

  /** In nats: finite, or minus infinity for what cannot come. */
  logprob(): number {
    const { value } = this;
    if (typeof value !== 'number' || Number.isNaN(value) || value === Number.POSITIVE_INFINITY)
      throw this.wrong('a log probability');
    return value;
  }

  wrong(expected: string): ImportError {
    return new ImportError(this.#place(), `expected ${expected}, found ${this.#found()}`);
  }

  #found(): string {
    const names = this.isObject() ? Object.keys(this.object()).slice(0, MOST_NAMES) : [];
    return names.length === 0 ? show(this.value) : `an object with ${names.map(nameOf).join(', ')}`;
  }

  #place(): string {
    const keys: string[] = [];
    let at: Field | string = this;
    while (at instanceof Field) {
      const key: string | number = at.#key;
      if (key !== '') keys.unshift(typeof key === 'number' ? `[${key}]` : `.${nameOf(key)}`);
      at = at.#parent;
    }
    return keys.length === 0 ? at : `${at}: ${keys.join('').replace(/^\./, '')}`;
  }
}

const LONGEST_NAME = 40;
/** Of an object's fields, to tell what it is. */
const MOST_NAMES = 6;

function nameOf(key: string): string {
  return visible(key.length > LONGEST_NAME ? `${key.slice(0, LONGEST_NAME)}…` : key);
}
