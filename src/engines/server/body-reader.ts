import { reasonOf } from '../../model/sources/reason.ts';
import { faultError } from './faults.ts';

/**
 * The text of an answer, a piece at a time as the network hands it on, `most` bytes at most. Throws FaultError where the connection ends before
 * the answer does or there is more, and what `watch.stopped` says where it was stopped.
 */
export async function* piecesOf(
  response: Response,
  most: number,
  watch: { readonly stopped: () => Error | null; readonly heard: () => void },
): AsyncGenerator<string> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let size = 0;
  try {
    for (;;) {
      const next = await reader.read().catch((cause) => {
        throw (
          watch.stopped() ??
          faultError(
            'cut',
            `the connection ended before the answer did (${reasonOf(cause)})`,
            true,
            response.status,
          )
        );
      });
      watch.heard();
      if (next.done) break;
      size += next.value.length;
      if (size > most) {
        const words = `expected an answer of at most ${most.toLocaleString('en')} bytes, found more`;
        throw faultError('wrong-shape', words, false, response.status);
      }
      yield decoder.decode(next.value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // Ends the connection where the answer was not read to its end.
    void reader.cancel().catch(() => undefined);
  }
}

/** All of it. */
export async function wholeText(pieces: AsyncIterable<string>): Promise<string> {
  const texts: string[] = [];
  for await (const piece of pieces) texts.push(piece);
  return texts.join('');
}
