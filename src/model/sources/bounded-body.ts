import { concatBytes } from '@noble/hashes/utils.js';
import { SourceError } from './source-error.ts';
import { CutError, spoken } from './spoken.ts';

/** All of an answer, of `most` bytes at most. Throws SourceError, also where it is cut or the host says nothing more. */
export async function boundedBody(
  answer: Response,
  url: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = answer.body?.getReader();
  const more = async () => (reader ? await heard(() => reader.read(), url) : null);
  for (let next = await more(); next && !next.done; next = await more()) {
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
  return concatBytes(...pieces);
}

async function heard<Next>(read: () => Promise<Next>, url: string): Promise<Next> {
  try {
    return await spoken(read);
  } catch (cause) {
    if (!(cause instanceof CutError)) throw cause;
    throw new SourceError('silent', url, `expected an answer to its end, found it cut (${cause.message})`, {
      cause,
    });
  }
}
