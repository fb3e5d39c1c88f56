/** A value to write, with the type that it has in the file. */
export type Entry =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'i32s' | 'f32s'; readonly value: readonly number[] };

/** Metadata in the order of the file. */
export type Entries = ReadonlyMap<string, Entry>;

const SCALAR = { u32: 4, f32: 6, bool: 7, string: 8 } as const;
const ARRAY = 9;
const ELEMENT = { strings: 8, i32s: 5, f32s: 6 } as const;

/** Bytes that grow as they are written, little-endian. */
export class Bytes {
  #buffer = new Uint8Array(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u32(value: number): void {
    this.#view(4).setUint32(0, value, true);
  }

  i32(value: number): void {
    this.#view(4).setInt32(0, value, true);
  }

  f32(value: number): void {
    this.#view(4).setFloat32(0, value, true);
  }

  u64(value: number | bigint): void {
    this.#view(8).setBigUint64(0, BigInt(value), true);
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.u64(bytes.length);
    this.bytes(bytes);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#buffer.set(bytes, at);
  }

  whole(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #view(size: number): DataView {
    const at = this.#room(size);
    return new DataView(this.#buffer.buffer, at, size);
  }

  #room(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#buffer.length * 2));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    return at;
  }
}

/** A key and its value. */
export function writeEntry(bytes: Bytes, key: string, entry: Entry): void {
  bytes.text(key);
  if (entry.type === 'strings' || entry.type === 'i32s' || entry.type === 'f32s') {
    bytes.u32(ARRAY);
    bytes.u32(ELEMENT[entry.type]);
    bytes.u64(entry.value.length);
  } else bytes.u32(SCALAR[entry.type]);
  switch (entry.type) {
    case 'u32':
      bytes.u32(entry.value);
      break;
    case 'f32':
      bytes.f32(entry.value);
      break;
    case 'bool':
      bytes.bytes(Uint8Array.of(entry.value ? 1 : 0));
      break;
    case 'string':
      bytes.text(entry.value);
      break;
    case 'strings':
      for (const text of entry.value) bytes.text(text);
      break;
    case 'i32s':
      for (const value of entry.value) bytes.i32(value);
      break;
    case 'f32s':
      for (const value of entry.value) bytes.f32(value);
  }
}
