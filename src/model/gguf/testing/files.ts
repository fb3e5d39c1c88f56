import { Bytes, type Entry, writeEntry } from '../write/entries.ts';

/** A tensor as a header lists it, fastest dimension first. */
export interface RawTensor {
  readonly name: string;
  readonly dimensions: readonly (number | bigint)[];
  readonly type: number;
  readonly offset: number | bigint;
}

export interface RawGguf {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: number;
  readonly entryCount?: number;
  readonly entries?: readonly (readonly [string, Entry])[];
  /** Put behind the entries as they are. */
  readonly rawEntries?: Uint8Array;
  readonly tensors?: readonly RawTensor[];
  readonly alignment?: number;
  readonly data?: number;
}

/** A GGUF file, valid or not. */
export function rawGguf(raw: RawGguf = {}): Uint8Array {
  const { entries = [], tensors = [], alignment = 32 } = raw;
  const bytes = new Bytes();
  bytes.bytes(new TextEncoder().encode(raw.magic ?? 'GGUF'));
  bytes.u32(raw.version ?? 3);
  bytes.u64(raw.tensorCount ?? tensors.length);
  bytes.u64(raw.entryCount ?? entries.length);
  for (const [key, entry] of entries) writeEntry(bytes, key, entry);
  if (raw.rawEntries) bytes.bytes(raw.rawEntries);
  for (const { name, dimensions, type, offset } of tensors) {
    bytes.text(name);
    bytes.u32(dimensions.length);
    for (const length of dimensions) bytes.u64(length);
    bytes.u32(type);
    bytes.u64(offset);
  }
  bytes.bytes(
    new Uint8Array(Math.ceil(bytes.length / alignment) * alignment - bytes.length + (raw.data ?? 0)),
  );
  return new Uint8Array(bytes.whole());
}

/** An entry with any bytes for its type and its value. */
export function rawEntry(
  key: string,
  ...parts: readonly (readonly ['u32' | 'u64', number | bigint])[]
): Uint8Array {
  const bytes = new Bytes();
  bytes.text(key);
  for (const [kind, value] of parts) {
    if (kind === 'u32') bytes.u32(Number(value));
    else bytes.u64(value);
  }
  return new Uint8Array(bytes.whole());
}
