import { expect, test } from 'vitest';
import { compileOnce } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import {
  bytesOf,
  DTYPE_BLOCK,
  isPlain,
  type PlainDtype,
  type StoredDtype,
  type StoredTensor,
} from '../model/checkpoint.ts';
import { storeValues } from '../model/testing/synthetic.ts';
import { PACKED_DTYPES, type PackedDtype } from '../numerics/dtypes.ts';
import { mixBits } from '../numerics/gumbel.ts';
import { PORTABLE } from '../numerics/portable/constants.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { headColumns, packMatrix } from './pack.ts';
import { PACKED, type PackParams, packCall, packSource } from './pack_weights.ts';
import { asWords } from './testing/layout.ts';
import { WEIGHT_FORMATS } from './weight-formats.ts';
import { unitsOf } from './weights/format.ts';

const STORED = ['F32', 'BF16', 'F16', 'Q8_0', 'Q4_0'] as const;
const PAIRS = STORED.flatMap((stored) => PACKED_DTYPES.map((held) => ({ stored, held })));
/** K of the sizes that are tried; a row of blocks is whole ones. */
const ODD_TERMS = [37, 50, 256] as const;
const WHOLE_TERMS = [32, 96, 256] as const;

const inBlocks = (held: PackedDtype) => held === 'q8' || held === 'q4';

/** Powers of two that a block's largest value is about: what is subnormal in f32, has no scale in f16, or one that is subnormal there, and others. */
const SIZES = [-149, -140, -126, -121, -119, -40, -24, -20, -14, -3, 0, 5, 14];

/** Values of which some lie in the middle between two integers of their block, some are far below the others, and some are zeros. */
function quantisable(elements: number): Float32Array<ArrayBuffer> {
  return randomValues(elements, 3).map((value, i) => {
    const size = 2 ** SIZES[(i >> 5) % SIZES.length];
    if (i % 7 === 3) return Math.fround((Math.round(value * 254) / 254) * size);
    if (i % 11 === 5) return Math.fround((Math.round(value * 16) / 16) * size);
    if (i % 13 === 4) return value > 0 ? 0 : -0;
    return Math.fround(value * size * (i % 5 === 0 ? 2 ** -(i % 30) : 1));
  });
}

/** Blocks of any bytes, their scales finite. */
function anyBlocks(stored: 'Q8_0' | 'Q4_0', elements: number): Uint8Array<ArrayBuffer> {
  const size = DTYPE_BLOCK[stored].bytes;
  return Uint8Array.from({ length: bytesOf(stored, elements) }, (_, i) => {
    const byte = mixBits(i) & 0xff;
    return i % size === 1 ? byte & 0xbb : byte;
  });
}

/** Every 16-bit pattern, or f32 patterns of every exponent: what no arithmetic of floats would leave alone is among them. */
function patterns(stored: PlainDtype, elements: number): Uint8Array<ArrayBuffer> {
  const step = stored === 'F32' ? 0x9e37_79b1 : 40_503;
  const words = stored === 'F32' ? new Uint32Array(elements) : new Uint16Array(elements);
  for (let i = 0; i < elements; i++) words[i] = Math.imul(i, step);
  return new Uint8Array(words.buffer);
}

const asWord = (bytes: Uint8Array): Uint32Array<ArrayBuffer> => {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return asWords(padded);
};

await describeOnGpu('pack_weights', (gpu) => {
  /** Quads first to first + count of the second of two tensors, packed into what holds quads base to base + held of the matrix. */
  async function packed(tensor: StoredTensor, piece: number, held: PackedDtype, where: Partial<PackParams>) {
    const [rows, terms] = tensor.shape;
    const count = (rows / piece) * Math.ceil(piece / 4);
    const quads = count + 3;
    const { block } = WEIGHT_FORMATS[held];
    const all = unitsOf(block, { groups: Math.ceil(terms / 4), quads });
    const params = {
      terms,
      quads,
      to: 3,
      piece,
      first_quad: 0,
      count,
      first_row: 0,
      base: 0,
      held: all,
      ...where,
    };
    const words = block.unitBytes / 4;
    const kernel = await compileOnce(gpu.device, packSource(tensor.dtype, held));
    const [bits, overflow] = await runOnce(
      gpu,
      kernel,
      packCall(
        {
          source: asWord(tensor.bytes),
          packed: new Uint32Array(params.held * words),
          overflow: new Uint32Array(1),
        },
        params,
        block,
      ),
    );
    const told = (bit: number) => (overflow[0] & bit) !== 0;
    return {
      ...{ bits, quads, words },
      overflowed: told(PACKED.overflows),
      belowOperands: told(PACKED.belowOperands),
    };
  }

  const storedAs = (stored: PlainDtype, shape: readonly [number, number]): StoredTensor => ({
    ...{ name: 'w', dtype: stored, shape },
    bytes: storeValues(quantisable(shape[0] * shape[1]), stored),
  });

  const tensorOf = (stored: StoredDtype, shape: readonly [number, number]): StoredTensor => ({
    ...{ name: 'w', dtype: stored, shape },
    bytes: isPlain(stored) ? patterns(stored, shape[0] * shape[1]) : anyBlocks(stored, shape[0] * shape[1]),
  });

  test.each(PAIRS)('$stored to $held: the bits that the host packs', async ({ stored, held }) => {
    for (const [i, [rows, piece]] of [
      [14, 7],
      [9, 9],
      [264, 264],
    ].entries()) {
      const terms = (isPlain(stored) ? ODD_TERMS : WHOLE_TERMS)[i];
      const tensor =
        isPlain(stored) && (inBlocks(held) || (held === 'f16' && stored !== 'F16'))
          ? storedAs(stored, [rows, terms])
          : tensorOf(stored, [rows, terms]);
      const columns = [...Array<null>(12).fill(null), ...headColumns(tensor, piece)];
      const expected = asWords(packMatrix(columns, terms, held).buffers[0]);
      const { bits, overflowed } = await packed(tensor, piece, held, {});
      expect(overflowed).toBe(false);
      expect(bits.findIndex((word, i) => word !== expected[i])).toBe(-1);
      expect(bits).toHaveLength(expected.length);
      expect(new Set(bits).size).toBeGreaterThan(rows);
    }
  });

  test('a run of rows, into a buffer that holds a part of the matrix: that part and nothing else', async () => {
    const [rows, terms, piece] = [20, 22, 5];
    const tensor = tensorOf('BF16', [rows, terms]);
    const whole = await packed(tensor, piece, 'bf16', {});
    // Quads 2 to 6 of the tensor are its heads 1 to 3, rows 5 to 20.
    const first_row = 5;
    const part = { ...tensor, shape: [rows, terms], bytes: tensor.bytes.subarray(first_row * terms * 2) };
    const [base, held] = [17, 30];
    const found = await packed(part, piece, 'bf16', { first_quad: 2, count: 5, first_row, base, held });
    const expected = whole.bits.map((word, i) => {
      const quad = Math.floor(i / whole.words) % whole.quads;
      return quad >= 3 + 2 && quad < 3 + 7 ? word : 0;
    });
    expect(found.bits).toEqual(expected.slice(base * found.words, (base + held) * found.words));
  });

  test.each(['q8', 'q4'] as const)('rows of %s, into a part of the matrix', async (held) => {
    const tensor = storedAs('BF16', [20, 70]);
    const whole = await packed(tensor, 5, held, {});
    const [first_row, base, count] = [5, 131, 150];
    const part = { ...tensor, bytes: tensor.bytes.subarray(first_row * 70 * 2) };
    const found = await packed(part, 5, held, { first_quad: 2, count: 5, first_row, base, held: count });
    const expected = whole.bits.map((word, i) => {
      const quad = Math.floor(i / whole.words) % whole.quads;
      return quad >= 3 + 2 && quad < 3 + 7 ? word : 0;
    });
    expect(found.bits).toEqual(expected.slice(base * found.words, (base + count) * found.words));
  });

  test.each(['f32', 'bf16', 'f16'] as const)(
    '%s: a weight between 0 and the least operand is told of',
    async (held) => {
      const one = (value: number): StoredTensor => ({
        ...{ name: 'w', dtype: 'F32', shape: [1, 4] },
        bytes: storeValues(Float32Array.of(1, value, -0, 3), 'F32'),
      });
      const isTold = async (value: number) => (await packed(one(value), 1, held, {})).belowOperands;
      const { LEAST } = PORTABLE;
      expect(await Promise.all([0, LEAST, -LEAST].map(isTold))).toEqual([false, false, false]);
      // No f16 but 0 is so small.
      const small = held !== 'f16';
      expect(await Promise.all([LEAST * 0.75, -(2 ** -100), 2 ** -130].map(isTold))).toEqual([
        small,
        small,
        small,
      ]);
    },
  );

  test.each([
    { held: 'q8', fits: 127 * 65_504, not: 127 * 65_536 },
    { held: 'q4', fits: 8 * 65_504, not: -8 * 65_536 },
    { held: 'q8', fits: 1, not: Number.NaN },
    { held: 'q4', fits: 1, not: Number.NEGATIVE_INFINITY },
  ] as const)('a block of $held is told of whose largest weight is $not', async ({ held, fits, not }) => {
    const one = (value: number): StoredTensor => ({
      ...{ name: 'w', dtype: 'F32', shape: [1, 4] },
      bytes: storeValues(Float32Array.of(1, value, 2, 3), 'F32'),
    });
    expect(await packed(one(fits), 1, held, {})).toMatchObject({ overflowed: false });
    expect(await packed(one(not), 1, held, {})).toMatchObject({ overflowed: true });
    expect(() => WEIGHT_FORMATS[held].values(one(fits))).not.toThrow();
    expect(() => WEIGHT_FORMATS[held].values(one(not))).toThrow(/^w: a weight is not finite, or too large/);
  });

  test('a weight that f16 cannot hold is told of; an infinity that was stored in f16 is held', async () => {
    const bytes = new Uint8Array(Float32Array.of(1, 65_520, 2, 3).buffer);
    const tensor: StoredTensor = { name: 'w', dtype: 'F32', shape: [1, 4], bytes };
    expect(await packed(tensor, 1, 'f16', {})).toMatchObject({ overflowed: true });
    expect(await packed(tensor, 1, 'bf16', {})).toMatchObject({ overflowed: false });
    const infinity: StoredTensor = {
      name: 'w',
      dtype: 'F16',
      shape: [1, 2],
      bytes: Uint8Array.of(0, 0x7c, 0, 0),
    };
    expect(await packed(infinity, 1, 'f16', {})).toMatchObject({ overflowed: false });
  });
});
