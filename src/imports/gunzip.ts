import { ImportError } from './import-error.ts';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks bytes. Throws ImportError where they are damaged, or more than `most` once unpacked, as soon as that is seen. */
export async function gunzip(packed: Uint8Array, most: number, where: string): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
      size += value.length;
      if (size > most) throw new RangeError(`expected at most ${most} bytes once it is unpacked, found more`);
      parts.push(value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    const tooLong = cause instanceof RangeError ? cause.message : null;
    throw new ImportError(where, tooLong ?? 'expected a whole gzip file, found a damaged one', { cause });
  }
}
