/** A body's bytes, each piece until the next is asked for. */
export interface BodyPieces {
  read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
}

/** Within a processor's cache: what comes is looked at twice more, by whoever writes and whoever hashes it. */
const PIECE_BYTES = 1 << 19;

/**
 * Reads a body into the same memory over and over, where the platform can: else each piece has memory of its own, which is some of the time and most of the
 * memory that a download takes.
 */
export function bodyPieces(body: ReadableStream<Uint8Array<ArrayBuffer>>): BodyPieces {
  const reader = byobReader(body);
  if (reader === null) return body.getReader();
  let memory = new ArrayBuffer(PIECE_BYTES);
  return {
    async read() {
      const { done, value } = await reader.read(new Uint8Array(memory));
      if (done || value === undefined) return { done: true, value: undefined };
      memory = value.buffer;
      return { done, value };
    },
  };
}

/** Null where a body is no stream of bytes, or the browser knows none. */
function byobReader(body: ReadableStream): ReadableStreamBYOBReader | null {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}
