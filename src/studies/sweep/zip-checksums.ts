import { SweepError } from './sweep-error.ts';

const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;

/** What a zip's directory says of a file in it. */
export interface ZipEntry {
  readonly name: string;
  /** CRC-32 of what it holds. */
  readonly checksum: number;
}

/**
 * The entries of a zip's directory (APPNOTE 6.3.10, 4.3.12 and 4.3.16), in its order. fflate, which reads the files, neither compares their
 * checksums nor tells of two files of one name. Of zips without a comment and with fewer than 65,535 files, as those of studies are; throws
 * SweepError where a zip is none of them.
 */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END)
    throw new SweepError('zip: expected a whole zip without a comment, found none, or one that was cut off');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries = Array.from({ length: count }, (_, index) => {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY)
      throw new SweepError(`zip: expected ${count} files in its directory, found ${index}`);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes));
    const entry = { name, checksum: view.getUint32(at + 16, true) };
    at += ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
    return entry;
  });
  if (at !== end) throw new SweepError(`zip: expected ${count} files in its directory, found more`);
  return entries;
}
