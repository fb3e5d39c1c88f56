import { describe, expect, it } from 'vitest';
import { bodyPieces } from './body-pieces.ts';

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >> 5);

/** A body of pieces of `size`, which ends in an error where `error` says so. */
function body(
  size: number,
  type: 'bytes' | undefined,
  error?: Error,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  const pull = (controller: ReadableByteStreamController) => {
    if (at < bytes.length) {
      // A stream of bytes takes the memory of what it is given.
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    } else if (error) controller.error(error);
    else {
      controller.close();
      controller.byobRequest?.respond(0);
    }
  };
  return new ReadableStream({ type, pull } as UnderlyingByteSource);
}

async function all(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const pieces = bodyPieces(stream);
  const found = new Uint8Array(bytes.length);
  let [at, most] = [0, 0];
  for (let next = await pieces.read(); !next.done; next = await pieces.read()) {
    found.set(next.value, at);
    at += next.value.length;
    most = Math.max(most, next.value.buffer.byteLength);
  }
  return { whole: at === bytes.length && Buffer.compare(found, bytes) === 0, most };
}

describe('a body', () => {
  it.each([1000, 65_536, 2_000_000])(
    'of bytes is read whole into the same memory, in pieces of %i',
    async (size) => {
      const { whole, most } = await all(body(size, 'bytes'));
      expect(whole).toBe(true);
      expect(most).toBe(1 << 19);
    },
  );

  it('that is no stream of bytes is read as it comes', async () => {
    const { whole, most } = await all(body(700_000, undefined));
    expect(whole).toBe(true);
    expect(most).toBe(700_000);
  });

  it.each(['bytes', undefined] as const)('of type %s throws what cut it', async (type) => {
    await expect(all(body(65_536, type, new Error('cut')))).rejects.toThrow('cut');
  });
});
