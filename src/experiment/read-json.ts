import { leastThat } from '../numerics/least.ts';
import { JsonError, type NumberPlace, placeOf, Scanner } from './json-scan.ts';

export { JsonError };

interface JsonOptions {
  /** Read NaN, Infinity and -Infinity as numbers, which Python's json module writes though JSON has none. Default false. */
  readonly pythonNumbers?: boolean;
}

/**
 * The value of a JSON text, as JSON.parse gives it; bytes are read as UTF-8, and a byte order mark in front is skipped.
 * Throws JsonError, in words that are the same in every browser.
 */
export function parseJson(source: string | Uint8Array, { pythonNumbers = false }: JsonOptions = {}): unknown {
  const decoded = typeof source === 'string' ? source : decodeUtf8(source);
  const text = decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const places = new Scanner(text, pythonNumbers ? 'python' : 'none').scan();
    // What the scan lets through, JSON.parse refuses for these numbers alone.
    if (places.length === 0) throw new JsonError('expected JSON, found text that is none', { cause });
    return withNumbers(text, places, Number);
  }
}

/** A number of a JSON text: as it is written there, and its value. */
export class JsonNumber {
  readonly text: string;
  readonly value: number;

  constructor(text: string) {
    this.text = text;
    this.value = Number(text);
  }
}

/** As `parseJson`, with a JsonNumber for each number, so that nothing of how it was printed is lost. */
export function parseJsonNumbers(text: string): unknown {
  return withNumbers(text, new Scanner(text, 'every').scan(), (word) => new JsonNumber(word));
}

/** Parses with a text in the place of each number: one that no text of the value equals, escapes included. */
function withNumbers(text: string, places: readonly NumberPlace[], make: (word: string) => unknown): unknown {
  const words = new Set(places.map(({ word }) => word));
  const taken = new Set<number>();
  const keep = (value: unknown) => {
    const [, marks, rest] = typeof value === 'string' ? /^(#*)(.*)$/s.exec(value)! : [];
    if (rest !== undefined && words.has(rest)) taken.add(marks.length);
  };
  parseWith(text, places, () => 'null', keep);
  let marks = 0;
  while (taken.has(marks)) marks++;
  const mark = '#'.repeat(marks);
  const numbers = new Map<unknown, unknown>([...words].map((word) => [mark + word, make(word)]));
  const put = (word: string) => JSON.stringify(mark + word);
  return parseWith(text, places, put, (value) => (numbers.has(value) ? numbers.get(value) : value));
}

function parseWith(
  text: string,
  places: readonly NumberPlace[],
  put: (word: string) => string,
  revive: (value: unknown) => unknown,
): unknown {
  let from = 0;
  const pieces = places.flatMap(({ at, word }) => {
    const before = text.slice(from, at);
    from = at + word.length;
    return [before, put(word)];
  });
  try {
    return JSON.parse([...pieces, text.slice(from)].join(''), (_, value: unknown) => revive(value));
  } catch (cause) {
    // The walk through the value, unlike parsing alone, takes stack for each level.
    throw new JsonError('expected JSON of a few levels, found values nested too deep', { cause });
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const wide = [0xfe, 0xff].includes(bytes[0]) && [0xfe, 0xff].includes(bytes[1]);
    if (wide) throw new JsonError('expected text in UTF-8, found UTF-16; save it as UTF-8');
    const end = validLength(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, end), { stream: true });
    const byte = bytes[end].toString(16).toUpperCase().padStart(2, '0');
    throw new JsonError(`${placeOf(before, before.length)}: expected text in UTF-8, found byte 0x${byte}`);
  }
}

/** Bytes in front of the first character that is no UTF-8, or is cut short. */
function validLength(bytes: Uint8Array): number {
  let good = leastThat(1, bytes.length + 1, (length) => !isValid(bytes.subarray(0, length))) - 1;
  // These may end inside a character: step back to where it begins.
  while (!isValid(bytes.subarray(0, good), false)) good--;
  return good;
}

function isValid(bytes: Uint8Array, stream = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
