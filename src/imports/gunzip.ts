import { ImportError } from './import-error.ts';
import { unpacked } from './unpack.ts';

/** Unpacks bytes. Throws ImportError where they are damaged, or more than `most` once unpacked, as soon as that is seen. */
export async function gunzip(packed: Uint8Array, most: number, where: string): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  try {
    for await (const part of unpacked(packed, most)) parts.push(part);
  } catch (cause) {
    const tooLong = cause instanceof RangeError ? cause.message : null;
    throw new ImportError(where, tooLong ?? 'expected a whole gzip file, found a damaged one', { cause });
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
