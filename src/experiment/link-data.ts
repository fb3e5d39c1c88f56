import { concatBytes } from '@noble/hashes/utils.js';
import { deflateSync, Inflate } from 'fflate';
import { leastThat } from '../numerics/least.ts';
import { crc32 } from './crc32.ts';
import { LinkError } from './link-error.ts';

/** A link of any honest experiment inflates to far less; a decompression bomb to far more. */
export const MOST_INFLATED_BYTES = 1 << 20;
/** Compressed bytes fed at a time: deflate expands at most about a thousandfold, so no step can exceed the cap by much. */
const SLICE_BYTES = 1024;
const CHECKSUM_BYTES = 4;

const DAMAGED = 'this link is damaged or was cut off';

/** Text that content is compressed against and that a link does not carry; null where there is none. */
export type Dictionary = Uint8Array | null;

/** Content as a link carries it: base64url of raw deflate and a checksum, which readers from before there was one pass over. */
export function packed(content: Uint8Array, dictionary: Dictionary): string {
  const compressed = deflateSync(content, { level: 9, ...(dictionary && { dictionary }) });
  const bytes = new Uint8Array(compressed.length + CHECKSUM_BYTES);
  bytes.set(compressed);
  new DataView(bytes.buffer).setUint32(compressed.length, crc32(content));
  return toBase64Url(bytes);
}

/** Reads it back. A link from before there were checksums ends where its data does. Throws LinkError. */
export function unpacked(data: string, dictionary: Dictionary): Uint8Array {
  const bytes = fromBase64Url(data);
  const checked = inflatedOrNull(bytes.subarray(0, -CHECKSUM_BYTES), dictionary);
  if (checked && crc32(checked) === checksumOf(bytes)) return checked;
  const unchecked = inflated(bytes, dictionary);
  if (inflatedOrNull(bytes.subarray(0, -1), dictionary))
    throw new LinkError(`${DAMAGED}: its checksum is not that of its content`);
  return unchecked;
}

/** True where a piece of a link's data holds all of its content, whatever comes after. Throws LinkError for a bomb. */
export function holdsAll(data: string, dictionary: Dictionary): boolean {
  // A base64 character alone is no byte.
  const whole = data.length % 4 === 1 ? data.slice(0, -1) : data;
  return inflatedOrNull(fromBase64Url(whole), dictionary) !== null;
}

/**
 * Characters of the content that the data begins with and of its checksum, where something is written on behind them; null where
 * no content is whole. What is of that length is only read where the checksum is right.
 */
export function checkedLength(data: string, dictionary: Dictionary): number | null {
  if (!holdsAll(data, dictionary)) return null;
  const content = leastThat(1, data.length, (length) => holdsAll(data.slice(0, length), dictionary));
  return Math.ceil(((Math.floor((content * 3) / 4) + CHECKSUM_BYTES) * 4) / 3);
}

function checksumOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - CHECKSUM_BYTES);
}

function inflatedOrNull(compressed: Uint8Array, dictionary: Dictionary): Uint8Array | null {
  try {
    return inflated(compressed, dictionary);
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    return null;
  }
}

class TooLarge extends LinkError {}

function inflated(compressed: Uint8Array, dictionary: Dictionary): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const inflater = new Inflate({ ...(dictionary && { dictionary }) }, (chunk) => {
    size += chunk.length;
    if (size > MOST_INFLATED_BYTES)
      throw new TooLarge(`this link inflates to more than ${MOST_INFLATED_BYTES} bytes`);
    chunks.push(chunk);
  });
  if (compressed.length === 0) throw new LinkError(DAMAGED);
  try {
    for (let at = 0; at < compressed.length; at += SLICE_BYTES) {
      const end = at + SLICE_BYTES;
      inflater.push(compressed.subarray(at, end), end >= compressed.length);
    }
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError(DAMAGED, { cause: error });
  }
  return concatBytes(...chunks);
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The data's characters have been checked. Throws LinkError where their number is that of no bytes. */
function fromBase64Url(data: string): Uint8Array {
  try {
    const binary = atob(data.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch (error) {
    throw new LinkError(DAMAGED, { cause: error });
  }
}
