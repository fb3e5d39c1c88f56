import { gguf } from '@huggingface/gguf';
import { describe, expect, it } from 'vitest';
import { type GgufHeader, readHeader } from './header.ts';
import { type RawGguf, type RawTensor, rawEntry, rawGguf } from './testing/files.ts';
import type { Entry } from './write/entries.ts';

const tensor = (changes: Partial<RawTensor> = {}): RawTensor => ({
  name: 'w',
  dimensions: [32, 2],
  type: 0,
  offset: 0,
  ...changes,
});
const read = (raw: RawGguf | Uint8Array, size?: number) => {
  const bytes = raw instanceof Uint8Array ? raw : rawGguf(raw);
  return readHeader(bytes, size ?? bytes.length, 'm.gguf');
};

const ENTRIES: readonly (readonly [string, Entry])[] = [
  ['general.architecture', { type: 'string', value: 'llama' }],
  ['a', { type: 'u32', value: 4_294_967_295 }],
  ['b', { type: 'f32', value: 0.1 }],
  ['c', { type: 'bool', value: true }],
  // A byte order mark is a token of Llama's.
  ['d', { type: 'strings', value: ['', '\ufeff', 'x\ufeff', '▁é😀'] }],
  ['e', { type: 'i32s', value: [-1, 2] }],
  ['f', { type: 'f32s', value: [0.5, -0] }],
];

describe('readHeader', () => {
  it('gives metadata and tensors, the slowest dimension first', () => {
    const tensors = [tensor(), tensor({ name: 'v', dimensions: [3], offset: 256 })];
    const header = read({ entries: ENTRIES, tensors, data: 288 }) as GgufHeader;
    expect(header.version).toBe(3);
    expect(header.metadata.get('d')).toEqual(['', '\ufeff', 'x\ufeff', '▁é😀']);
    expect(header.metadata.get('b')).toBe(Math.fround(0.1));
    expect(header.metadata.get('f')).toEqual(Float32Array.of(0.5, -0));
    expect(header.tensors).toEqual([
      { name: 'w', type: 'F32', shape: [2, 32], begin: 0, end: 256 },
      { name: 'v', type: 'F32', shape: [3], begin: 256, end: 268 },
    ]);
  });

  it('reads what @huggingface/gguf reads, but for byte order marks, which that drops', async () => {
    const bytes = rawGguf({ version: 2, entries: ENTRIES, tensors: [tensor({ type: 8 })], data: 96 });
    const answer = () => Promise.resolve(new Response(bytes as Uint8Array<ArrayBuffer>));
    const theirs = await gguf('https://host/m.gguf', { fetch: answer });
    const ours = read(bytes) as GgufHeader;
    const {
      version,
      tensor_count: _,
      kv_count: __,
      ...metadata
    } = theirs.metadata as unknown as Record<string, unknown>;
    expect(ours.version).toBe(version);
    const plain = (value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value);
    const mine = Object.fromEntries([...ours.metadata].map(([key, value]) => [key, plain(value)]));
    expect({ ...mine, d: ['', '', 'x\ufeff', '▁é😀'] }).toEqual(metadata);
    expect(theirs.tensorInfos.map(({ name, shape }) => [name, shape.map(Number).reverse()])).toEqual(
      ours.tensors.map(({ name, shape }) => [name, shape]),
    );
    expect(Number(theirs.tensorDataOffset)).toBe(ours.data);
  });

  it('asks for more while the file goes on, and is the same however much it is given at once', () => {
    const bytes = rawGguf({ entries: ENTRIES, tensors: [tensor()], data: 256 });
    const whole = read(bytes) as GgufHeader;
    for (let length = 0; length < whole.data; length++) {
      const found = readHeader(bytes.subarray(0, length), Number.POSITIVE_INFINITY, 'm.gguf');
      if ('needs' in found) expect(found.needs).toBeGreaterThan(length);
      // Only padding may be missing.
      else expect(whole.data - length).toBeLessThan(32);
    }
  });

  const data = 256;
  it.each<[string, RawGguf | Uint8Array, RegExp]>([
    ['another magic', { magic: 'GGML' }, /m\.gguf: expected a GGUF file, found one that begins with "GGML"/],
    ['version 1', { version: 1 }, /expected GGUF version 2 or 3, found 1/],
    ['the other byte order', { version: 0x03000000 }, /little-endian GGUF file, found a big-endian one/],
    [
      'nothing behind the version',
      rawGguf().subarray(0, 10),
      /the number of tensors within the file.*cut off/,
    ],
    ['tensors that do not fit', { tensorCount: 90_000 }, /90000 tensors within the file/],
    ['more tensors than any', { tensorCount: 1e12 }, /at most 100000 tensors, found 1000000000000/],
    [
      'entries that do not fit',
      { entryCount: 90_000 },
      /90000 metadata entries and 0 tensors within the file/,
    ],
    [
      'a key longer than the file',
      { entryCount: 1, rawEntries: rawEntry('').fill(255), data: 64 },
      /metadata entry 0: expected a key of at most 65535 bytes/,
    ],
    [
      'a type that is none',
      { entryCount: 1, rawEntries: rawEntry('k', ['u32', 13], ['u64', 0]) },
      /metadata "k": expected a value of a known type \(0 to 12\), found type 13/,
    ],
    [
      'a text longer than the file',
      { entryCount: 1, rawEntries: rawEntry('k', ['u32', 8], ['u64', 2n ** 62n]) },
      /metadata "k": expected a text within the file, found 4611686018427387904/,
    ],
    [
      'an array longer than the file',
      { entryCount: 1, rawEntries: rawEntry('k', ['u32', 9], ['u32', 6], ['u64', 2n ** 40n]) },
      /metadata "k": expected an array within the file/,
    ],
    [
      'texts that are more than bytes',
      { entryCount: 1, rawEntries: rawEntry('k', ['u32', 9], ['u32', 8], ['u64', 10]), data: 64 },
      /metadata "k": expected an array within the file, found 10 of at least 8 bytes each/,
    ],
    [
      'arrays in arrays',
      {
        entryCount: 1,
        rawEntries: rawEntry(
          'k',
          ['u32', 9],
          ...Array.from(
            { length: 9 },
            () =>
              [
                ['u32', 9],
                ['u64', 1],
              ] as const,
          ).flat(),
        ),
        data: 64,
      },
      /metadata "k": expected at most 4 arrays in each other/,
    ],
    ['a key twice', { entries: [ENTRIES[1], ENTRIES[1]] }, /metadata "a": expected each key once/],
    [
      'an alignment that is none',
      { entries: [['general.alignment', { type: 'u32', value: 24 }]] },
      /"general.alignment": expected a power of two/,
    ],
    [
      'no dimensions',
      { tensors: [tensor({ dimensions: [] })], data },
      /tensor "w": expected 1 to 4 dimensions, found 0/,
    ],
    [
      'five dimensions',
      { tensors: [tensor({ dimensions: [1, 1, 1, 1, 1] })], data },
      /expected 1 to 4 dimensions, found 5/,
    ],
    [
      'a dimension of 0',
      { tensors: [tensor({ dimensions: [0] })], data },
      /tensor "w": expected dimensions from 1 to 2\^32, found 0/,
    ],
    [
      'dimensions that overflow',
      { tensors: [tensor({ dimensions: [2 ** 31, 2 ** 31] })], data },
      /tensor "w": expected a shape of at most 2\^53/,
    ],
    [
      'a type of weights that is not known',
      { tensors: [tensor({ type: 10 })], data },
      /tensor "w": expected weights of a known type \(F32.*\), found Q2_K/,
    ],
    [
      'a number that is no type',
      { tensors: [tensor({ type: 4 })], data },
      /tensor "w": expected weights of a known type .*found type 4/,
    ],
    [
      'rows that end in a block',
      { tensors: [tensor({ type: 8, dimensions: [40, 2] })], data },
      /tensor "w": expected rows of whole blocks of 32 for Q8_0, found rows of 40/,
    ],
    [
      'an offset between',
      { tensors: [tensor({ offset: 8 })], data },
      /tensor "w": expected an offset that is a multiple of 32, found 8/,
    ],
    [
      'an offset beyond all',
      { tensors: [tensor({ offset: 2n ** 63n })], data },
      /tensor "w": expected an offset/,
    ],
    [
      'data that is not there',
      { tensors: [tensor()], data: 255 },
      /tensor "w": expected data within the 255 bytes that there are, found byte 256/,
    ],
    [
      'tensors in each other',
      { tensors: [tensor(), tensor({ name: 'v', offset: 224 })], data: 512 },
      /tensor "v": overlaps the tensor before it: expected data from byte 256, found 224/,
    ],
    ['a gap', { tensors: [tensor({ offset: 32 })], data: 512 }, /tensor "w": leaves a gap before it/],
    [
      'bytes behind the data',
      { tensors: [tensor()], data: 257 },
      /expected data to end at byte 256, where the last tensor does, found 257/,
    ],
    [
      'a tensor twice',
      { tensors: [tensor(), tensor({ offset: 256 })], data: 512 },
      /tensor "w": expected each tensor once/,
    ],
  ])('refuses %s', (_, raw, message) => {
    expect(() => read(raw)).toThrow(message);
  });

  it('allocates nothing for what a length says before the bytes are there', () => {
    const bytes = rawGguf({
      entryCount: 1,
      rawEntries: rawEntry('k', ['u32', 9], ['u32', 6], ['u64', 2 ** 25]),
    });
    expect(readHeader(bytes, Number.POSITIVE_INFINITY, 'm.gguf')).toEqual({ needs: expect.any(Number) });
  });
});
