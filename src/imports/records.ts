import { JsonError, parseJson } from '../experiment/read-json.ts';
import { Field } from './field.ts';
import { ImportError } from './import-error.ts';
import { MOST_JSON_BYTES } from './limits.ts';

/** Told before each record is read: it may let others have the thread, tell how far the work is, and end it by throwing. */
export type ReadPause = (done: number, total: number) => Promise<void>;

const LINE_END = 10;
const PYTHON = { pythonNumbers: true };

/**
 * The records of a JSON text: one object, the entries of a list (also of `{ "data": [...] }`), or JSON Lines, of which blank ones do not count.
 * Throws ImportError naming line and column, and what `pause` throws.
 */
export async function* recordsOf(bytes: Uint8Array, where: string, pause: ReadPause): AsyncGenerator<Field> {
  const [first, ...others] = takeLines(bytes, 2);
  if (first && others.length > 0 && isJson(first.bytes)) yield* lines(bytes, where, pause);
  else yield* whole(bytes, where, pause);
}

async function* lines(bytes: Uint8Array, where: string, pause: ReadPause): AsyncGenerator<Field> {
  for (const { number, bytes: line, end } of linesOf(bytes)) {
    await pause(end, bytes.length);
    const at = `${where}: line ${number}`;
    yield new Field(parsed(line, at), at);
  }
}

async function* whole(bytes: Uint8Array, where: string, pause: ReadPause): AsyncGenerator<Field> {
  if (bytes.length > MOST_JSON_BYTES)
    throw new ImportError(
      where,
      `expected JSON of at most ${MOST_JSON_BYTES} bytes, found ${bytes.length}; JSON Lines may be longer`,
    );
  await pause(0, bytes.length);
  const value = new Field(parsed(bytes, where), where);
  const list = value.isList() ? value : value.maybe('data');
  if (!list.isList()) {
    yield value;
    return;
  }
  const records = list.value as readonly unknown[];
  for (const [index, record] of records.entries()) {
    await pause(index, records.length);
    yield new Field(record, `${where}: record ${index}`);
  }
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Bytes up to its end. */
  readonly end: number;
}

function* linesOf(bytes: Uint8Array): Generator<Line> {
  for (let [from, number] = [0, 1]; from < bytes.length; number++) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(from, end);
    if (!isBlank(line)) yield { number, bytes: line, end };
    from = end + 1;
  }
}

function takeLines(bytes: Uint8Array, count: number): Line[] {
  const taken: Line[] = [];
  for (const line of linesOf(bytes)) if (taken.push(line) === count) break;
  return taken;
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 13);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    parseJson(bytes, PYTHON);
    return true;
  } catch {
    return false;
  }
}

function parsed(bytes: Uint8Array, where: string): unknown {
  try {
    return parseJson(bytes, PYTHON);
  } catch (cause) {
    if (cause instanceof JsonError) throw new ImportError(where, cause.message, { cause });
    throw new ImportError(where, 'expected JSON, found a text that is too long or nested too deep', {
      cause,
    });
  }
}
