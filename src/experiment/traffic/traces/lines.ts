import { PlacedError } from '../../placed-error.ts';

/** Characters of a line: a prompt of a million tokens has 62,500 blocks of 16, each an id. */
const MOST_CHARACTERS = 2_000_000;

/** A line that a trace cannot have. */
export class TraceError extends PlacedError {}

const PIECE = 1 << 20;

/** A file in pieces, as browsers give it that cannot iterate a stream. */
export async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += PIECE)
    yield new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
}

/**
 * The lines of a file as its pieces come, without their ends, whatever these are; a byte order mark is passed over. Holds one line at a
 * time. Throws TraceError for one that is longer than any of a trace.
 */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let count = 0;
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) {
      count++;
      yield line;
    }
    if (rest.length > MOST_CHARACTERS)
      throw new TraceError(
        `line ${count + 1}`,
        `expected at most ${MOST_CHARACTERS} characters, found more: this is no trace of a request a line`,
      );
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.replace(/\r$/, '');
}
