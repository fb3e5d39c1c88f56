import { ModelError } from '../model-error.ts';

/** Gives a file of the visitor's piece after piece. Throws ModelError where it cannot be read any more, the signal's reason, and what `onPiece` throws. */
export async function readBlob(
  file: Blob,
  where: string,
  signal: AbortSignal,
  onPiece: (piece: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<void> {
  const reader = file.stream().getReader();
  const more = async () => {
    signal.throwIfAborted();
    try {
      return await reader.read();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(where, `expected a file that can be read, found none (${reason})`, { cause });
    }
  };
  try {
    for (let next = await more(); !next.done; next = await more()) await onPiece(next.value);
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error;
  }
}
