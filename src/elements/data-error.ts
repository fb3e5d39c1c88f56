import { shorten } from '../results/text.ts';

/** What is wrong with the data that an element was given, and where. */
export class DataError extends Error {
  override name = 'DataError';
}

export type Fields = Readonly<Record<string, unknown>>;

/** @param at where the value stands: `a.tokens[3]`; empty is the whole. Throws DataError, as all of these do. */
export function asFields(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(at, 'an object', value);
  return value as Fields;
}

export function asText(value: unknown, at: string): string {
  return typeof value === 'string' ? value : refuse(at, 'a text', value);
}

export function asNumber(value: unknown, at: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(at, 'a number', value);
}

/** A whole number of 0 or more. */
export function asCount(value: unknown, at: string): number {
  const whole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return whole ? value : refuse(at, 'a whole number of 0 or more', value);
}

/** @param most entries that are taken in. */
export function asList<Value>(
  value: unknown,
  at: string,
  most: number,
  one: (value: unknown, at: string) => Value,
): Value[] {
  if (!Array.isArray(value)) return refuse(at, 'a list', value);
  if (value.length > most) throw new DataError(`${at}: at most ${most} entries, found ${value.length}`);
  return value.map((each, index) => one(each, `${at}[${index}]`));
}

export function refuse(at: string, expected: string, value: unknown): never {
  const found = value === undefined ? 'nothing' : shorten(JSON.stringify(value) ?? String(value), 60);
  throw new DataError(`${at === '' ? '' : `${at}: `}expected ${expected}, found ${found}`);
}
