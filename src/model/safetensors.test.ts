import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DTYPE_BYTES, type PlainDtype, type StoredTensor } from './checkpoint.ts';
import { ModelError } from './model-error.ts';
import { parseSafetensors } from './safetensors.ts';
import { safetensorsFile, writeSafetensors } from './testing/synthetic.ts';

const parse = (bytes: Uint8Array) => parseSafetensors(bytes, 'm.safetensors');
const DATA = Uint8Array.from({ length: 16 }, (_, i) => i);

/** A header of one tensor over 16 bytes of data, with some of its fields changed. */
const one = (changed: object) =>
  safetensorsFile({ a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16], ...changed } }, [DATA]);
const two = (a: number[], b: number[]) =>
  safetensorsFile(
    {
      a: { dtype: 'F32', shape: [(a[1] - a[0]) / 4], data_offsets: a },
      b: { dtype: 'F32', shape: [(b[1] - b[0]) / 4], data_offsets: b },
    },
    [DATA],
  );

function withHeaderLength(length: bigint): Uint8Array {
  const file = one({});
  new DataView(file.buffer).setBigUint64(0, length, true);
  return file;
}

const anyTensors = fc
  .uniqueArray(
    fc.record({
      name: fc
        .string({ unit: 'binary', maxLength: 12 })
        .filter((name) => !['__metadata__', '__proto__'].includes(name)),
      dtype: fc.constantFrom<PlainDtype>('F32', 'F16', 'BF16'),
      shape: fc.array(fc.nat(4), { maxLength: 3 }),
      fill: fc.nat(255),
    }),
    { selector: (tensor) => tensor.name, maxLength: 6 },
  )
  .map((specs) =>
    specs.map(({ name, dtype, shape, fill }): StoredTensor => {
      const size = shape.reduce((product, n) => product * n, DTYPE_BYTES[dtype]);
      return { name, dtype, shape, bytes: new Uint8Array(size).fill(fill) };
    }),
  );

describe('parseSafetensors', () => {
  it('reads back what was written, at any address, without copying', () => {
    fc.assert(
      fc.property(anyTensors, fc.nat(7), (tensors, shift) => {
        const file = writeSafetensors(tensors);
        const memory = new Uint8Array(file.length + shift);
        memory.set(file, shift);
        const read = parse(memory.subarray(shift));
        expect([...read.values()].sort(byName)).toEqual([...tensors].sort(byName));
        for (const { bytes } of read.values()) expect(bytes.buffer).toBe(memory.buffer);
      }),
    );
  });

  it('skips metadata and takes tensors in any order', () => {
    const file = safetensorsFile(
      {
        late: { dtype: 'F16', shape: [4], data_offsets: [8, 16] },
        __metadata__: { format: 'pt' },
        early: { dtype: 'BF16', shape: [2, 2], data_offsets: [0, 8] },
        scalar: { dtype: 'F32', shape: [0, 5], data_offsets: [16, 16] },
      },
      [DATA],
    );
    const tensors = parse(file);
    expect([...tensors.keys()]).toEqual(['late', 'early', 'scalar']);
    expect(tensors.get('late')!.bytes).toEqual(DATA.subarray(8));
  });

  it.each([
    [
      'an empty file',
      new Uint8Array(0),
      'm.safetensors: expected weights in safetensors, found an empty file',
    ],
    ['half a length', new Uint8Array(7), 'expected at least 8 bytes, found 7'],
    [
      'a huge header',
      withHeaderLength(2n ** 64n - 1n),
      'found bytes of another kind (ff ff ff ff ff ff ff ff are no',
    ],
    ['a header longer than the file', withHeaderLength(1000n), 'found 1000: was the download cut off?'],
    ['a cut header', withHeaderLength(20n), 'header: line 1, column 21: expected a field name'],
    ['no header', new Uint8Array(8), 'header: line 1, column 1: expected a value, found the end'],
    [
      'bytes that are no UTF-8',
      Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff),
      'header: line 1, column 1: expected text in UTF-8, found byte 0xFF',
    ],
    [
      'text that is no JSON',
      safetensorsFile('{"a": oops}', []),
      'header: line 1, column 7: expected a value',
    ],
    ['an array', safetensorsFile([], []), 'header: expected an object of tensors, found an array of 0'],
    ['null', safetensorsFile(null, []), 'header: expected an object of tensors, found null'],
    ['deep nesting', safetensorsFile(`${'['.repeat(200_000)}${']'.repeat(200_000)}`, []), 'header: expected'],
    [
      'a tensor of null',
      safetensorsFile({ a: null }, []),
      'tensor "a": expected an object with dtype, shape',
    ],
    [
      'a tensor of an array',
      safetensorsFile({ a: [1] }, []),
      'tensor "a": expected an object with dtype, shape',
    ],
    ['an unknown field', one({ order: 'C' }), 'tensor "a": expected no field named "order"'],
    ['an unknown dtype', one({ dtype: 'I64' }), 'tensor "a": dtype: expected F32, F16 or BF16, found "I64"'],
    ['no shape', one({ shape: undefined }), 'tensor "a": shape: expected an array of sizes, found nothing'],
    [
      'a negative size',
      one({ shape: [-2, -2] }),
      'tensor "a": shape.0: expected a whole number of 0 or more, found -2',
    ],
    [
      'a fractional size',
      one({ shape: [0.5, 8] }),
      'tensor "a": shape.0: expected a whole number, found 0.5',
    ],
    [
      'too large a shape',
      one({ shape: [2 ** 52, 2 ** 52] }),
      'tensor "a": expected a shape of at most 2^53 - 1',
    ],
    ['a lying shape', one({ shape: [2, 3] }), 'tensor "a": expected 24 bytes for F32 [2, 3], found 16'],
    ['a lying dtype', one({ dtype: 'BF16' }), 'tensor "a": expected 8 bytes for BF16 [2, 2], found 16'],
    [
      'a negative offset',
      one({ data_offsets: [-4, 12] }),
      'data_offsets.0: expected a whole number of 0 or more, found -4',
    ],
    [
      'a fractional offset',
      one({ data_offsets: [0, 15.5] }),
      'data_offsets.1: expected a whole number, found 15.5',
    ],
    [
      'an offset as text',
      one({ data_offsets: ['0', 16] }),
      'data_offsets.0: expected a whole number, found "0"',
    ],
    ['one offset', one({ data_offsets: [0] }), 'tensor "a": data_offsets'],
    ['three offsets', one({ data_offsets: [0, 16, 16] }), 'tensor "a": data_offsets'],
    [
      'reversed offsets',
      one({ data_offsets: [16, 0] }),
      'expected data_offsets in order within 0 to 16, found 16 to 0',
    ],
    ['an end past the data', one({ data_offsets: [0, 20] }), 'within 0 to 16, found 0 to 20'],
    ['a file cut short', one({}).subarray(0, -1), 'within 0 to 15, found 0 to 16'],
    [
      'an overlap',
      two([0, 12], [8, 16]),
      'tensor "b": overlaps the tensor before it: expected data from byte 12, found 8',
    ],
    ['the same data twice', two([0, 16], [0, 16]), 'tensor "b": overlaps the tensor before it'],
    ['a gap', two([0, 4], [8, 16]), 'tensor "b": leaves a gap before it: expected data from byte 4, found 8'],
    ['a gap at the start', one({ shape: [3], data_offsets: [4, 16] }), 'tensor "a": leaves a gap before it'],
    ['data left over', one({ shape: [3], data_offsets: [0, 12] }), 'expected data to end at byte 12'],
  ])('refuses %s', (_, file, message) => {
    expect(() => parse(file)).toThrow(ModelError);
    expect(() => parse(file)).toThrow(message);
  });

  it('throws nothing but ModelError for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, plausible) => {
        // With a length of 8 or less up front, the bytes after it are read as a header.
        if (plausible && bytes.length >= 16) bytes.set([bytes[0] % 9, 0, 0, 0, 0, 0, 0, 0]);
        acceptsOrRefuses(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it('throws nothing but ModelError for random JSON headers', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ maxLength: 16 }), (header, data) => {
        acceptsOrRefuses(safetensorsFile(header, [data]));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts a header with lying fields only if the fields cover the data', () => {
    const entry = fc.record({
      dtype: fc.constantFrom('F32', 'F16', 'BF16', 'F8_E4M3'),
      shape: fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 2 }),
      data_offsets: fc.array(fc.integer({ min: -1, max: 17 }), { minLength: 2, maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), entry), (header) => {
        const tensors = acceptsOrRefuses(safetensorsFile(header, [DATA]));
        if (tensors === null) return;
        const covered = [...tensors.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(covered).toBe(DATA.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('throws nothing but ModelError for a good file with bytes changed or cut off', () => {
    const file = two([0, 8], [8, 16]);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (at, value, length) => {
        const damaged = file.slice();
        damaged[at] = value;
        acceptsOrRefuses(damaged);
        if (length < file.length) expect(() => parse(file.subarray(0, length))).toThrow(ModelError);
      }),
      { numRuns: 1_000 },
    );
  });
});

function acceptsOrRefuses(bytes: Uint8Array): Map<string, StoredTensor> | null {
  try {
    return parse(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return null;
  }
}

function byName(a: StoredTensor, b: StoredTensor): number {
  return a.name < b.name ? -1 : 1;
}
