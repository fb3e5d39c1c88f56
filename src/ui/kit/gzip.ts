import { unpacked } from '../../imports/unpack.ts';

/** Bytes of a text, packed by the browser itself, off the page's thread. */
export async function gzip(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** The text of packed bytes. Throws RangeError where it is longer than `most` bytes, TypeError where it is damaged or no UTF-8. */
export async function gunzip(packed: Uint8Array, most: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  for await (const part of unpacked(packed, most)) parts.push(decoder.decode(part, { stream: true }));
  return parts.join('') + decoder.decode();
}
