/** Whether bytes begin as packed ones do. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * What gzip packed, piece by piece. Throws RangeError where it is longer than `most` bytes, as soon as that is seen: a small file may
 * unpack to any size. Throws TypeError where the bytes are damaged.
 */
export async function* unpacked(packed: Uint8Array, most: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
      if (bytes > most)
        throw new RangeError(`expected at most ${most} bytes once it is unpacked, found more`);
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
