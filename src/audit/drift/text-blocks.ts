import { atLine, MOST_RECORD_BYTES, type TableSource } from './table-source.ts';

/** Whole lines of a file, each ended by \n. */
export interface TextBlock {
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** Bytes of the file read by then. */
  readonly done: number;
}

const LINE_END = 10;
/** Worth a round of what reads them. */
const BLOCK_BYTES = 1 << 18;

/**
 * A text file in blocks of whole lines, UTF-8 or, by its byte order mark, UTF-16; line ends of any kind come as \n. Throws ImportError at the line that
 * is too long, holds a NUL byte or is no UTF-8.
 *
 * @param most bytes of a line
 */
export async function* textBlocks(
  source: TableSource,
  note: (words: string) => void,
  most = MOST_RECORD_BYTES,
): AsyncGenerator<TextBlock> {
  let line = 1;
  for await (const { bytes, done } of lineBlocks(source, { note, most }, () => line)) {
    const text = decoded(source.name, bytes, line);
    yield { text, line, done };
    line += lineEnds(text);
  }
}

/** How many lines end in a text. */
export function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

interface ByteBlock {
  readonly bytes: Uint8Array;
  readonly done: number;
}

/** Cut behind line ends: the byte of one is part of no other character in UTF-8. */
async function* lineBlocks(
  source: TableSource,
  { note, most }: { readonly note: (words: string) => void; readonly most: number },
  lineOf: () => number,
): AsyncGenerator<ByteBlock> {
  let waiting: Uint8Array[] = [];
  let held = 0;
  let done = 0;
  for await (const { bytes, done: read } of utf8Chunks(source, note)) {
    done = read;
    const end = bytes.lastIndexOf(LINE_END) + 1;
    if (end > 0 && held + end >= BLOCK_BYTES) {
      yield { bytes: joined([...waiting, bytes.subarray(0, end)]), done };
      waiting = [bytes.slice(end)];
      held = bytes.length - end;
      continue;
    }
    waiting.push(bytes);
    held += bytes.length;
    if (held > most + BLOCK_BYTES) {
      const all = joined(waiting);
      const last = all.lastIndexOf(LINE_END) + 1;
      if (last === 0)
        throw atLine(source.name, lineOf(), `expected lines of at most ${most} bytes, found a longer one`);
      yield { bytes: all.subarray(0, last), done };
      waiting = [all.slice(last)];
      held = all.length - last;
    }
  }
  const rest = joined(waiting);
  if (rest.length > 0)
    yield { bytes: rest.at(-1) === LINE_END ? rest : joined([rest, Uint8Array.of(LINE_END)]), done };
}

/** The file's bytes as UTF-8 without a byte order mark. */
async function* utf8Chunks(source: TableSource, note: (words: string) => void): AsyncGenerator<ByteBlock> {
  let recode: ((bytes: Uint8Array) => Uint8Array) | null = null;
  let done = 0;
  let head: Uint8Array | null = new Uint8Array(0);
  for await (const chunk of source.stream()) {
    done += chunk.length;
    let bytes = chunk;
    if (head) {
      bytes = joined([head, chunk]);
      if (bytes.length < 3 && done < source.size) {
        head = bytes;
        continue;
      }
      head = null;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
      const wide =
        bytes[0] === 0xff && bytes[1] === 0xfe
          ? 'utf-16le'
          : bytes[0] === 0xfe && bytes[1] === 0xff
            ? 'utf-16be'
            : null;
      if (wide) {
        note(`${source.name} is ${wide.toUpperCase()} by its byte order mark and was read as that.`);
        recode = recoder(source, wide);
      }
    }
    yield { bytes: recode ? recode(bytes) : bytes, done };
  }
}

function recoder(source: TableSource, encoding: string): (bytes: Uint8Array) => Uint8Array {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  let line = 1;
  return (bytes) => {
    try {
      const text = decoder.decode(bytes, { stream: true });
      line += lineEnds(text);
      return encoder.encode(text);
    } catch {
      throw atLine(
        source.name,
        line,
        `expected ${encoding.toUpperCase()}, found bytes that are none, here or shortly after`,
      );
    }
  };
}

function decoded(name: string, bytes: Uint8Array, line: number): string {
  const nul = bytes.indexOf(0);
  if (nul !== -1)
    throw atLine(
      name,
      line + linesBefore(bytes, nul),
      'expected text, found a NUL byte; UTF-16 wants its byte order mark',
    );
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  } catch {
    throw badUtf8(name, bytes, line);
  }
}

/** At which line, and which byte: decoders do not tell. */
function badUtf8(name: string, bytes: Uint8Array, line: number): Error {
  for (let from = 0, at = line; from < bytes.length; at++) {
    const end = bytes.indexOf(LINE_END, from) + 1 || bytes.length;
    const own = bytes.subarray(from, end);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(own);
    } catch {
      // What was well so far gives as many characters as bytes were taken; the first that was not becomes U+FFFD.
      const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(own).split('\ufffd', 1)[0];
      const byte = new TextEncoder().encode(before).length;
      return atLine(
        name,
        at,
        `expected UTF-8, found the byte 0x${own[byte].toString(16)} at byte ${byte + 1} of the line`,
      );
    }
    from = end;
  }
  return atLine(name, line, 'expected UTF-8');
}

function linesBefore(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_END); at !== -1 && at < end; at = bytes.indexOf(LINE_END, at + 1)) count++;
  return count;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
