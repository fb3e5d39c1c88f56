/** Bytes of a text, packed by the browser itself, off the page's thread. */
export async function gzip(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Whether bytes begin as packed ones do. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The text of packed bytes. Throws RangeError where it is longer than `most` bytes, as soon as that is seen: a small file may unpack
 * to any size. Throws TypeError where the bytes are damaged or no UTF-8.
 */
export async function gunzip(packed: Uint8Array, most: number): Promise<string> {
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join('') + decoder.decode();
    bytes += value.length;
    if (bytes > most) {
      await reader.cancel();
      throw new RangeError(`expected at most ${most} bytes once it is unpacked`);
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}
