import { readTable } from '../read-table.ts';
import { sourceOfFile, type TableSource } from '../table-source.ts';
import type { Split } from '../windows.ts';

/** A file of these bytes or texts, which a stream gives in pieces as they stand here. */
export function fileOf(name: string, ...pieces: readonly (string | Uint8Array)[]): TableSource {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece));
  const file = new Blob(bytes as BlobPart[]);
  return {
    ...sourceOfFile(name, file),
    *stream() {
      yield* bytes;
    },
  };
}

export async function windowsOf(
  source: TableSource,
  split: Split = { kind: 'none' },
  arm: string | null = null,
) {
  return await readTable(source, { split, arm, pause: async () => undefined });
}

/** The only window of a file. */
export async function tableOf(name: string, ...pieces: readonly (string | Uint8Array)[]) {
  return (await windowsOf(fileOf(name, ...pieces)))[0];
}

/** UTF-16 in little-endian order behind its mark. */
export const utf16 = (text: string) =>
  Uint8Array.from([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer)]);
