import { SourceError } from './source-error.ts';

/** All of an answer, of `most` bytes at most. Throws SourceError. */
export async function boundedBody(
  answer: Response,
  url: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = answer.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.length;
    if (size > most) {
      void reader?.cancel().catch(() => undefined);
      throw new SourceError(
        'damaged',
        url,
        `expected at most ${most.toLocaleString('en')} bytes, found more`,
      );
    }
    pieces.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
