import { expect, test } from 'vitest';
import { compileOnce } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import type { StoredDtype, StoredTensor } from '../model/checkpoint.ts';
import { PACKED_DTYPES, type PackedDtype } from '../numerics/dtypes.ts';
import { headColumns, packMatrix } from './pack.ts';
import { type PackParams, packCall, packSource } from './pack_weights.ts';
import { asWords } from './testing/layout.ts';

const STORED = ['F32', 'BF16', 'F16'] as const;
const PAIRS = STORED.flatMap((stored) => PACKED_DTYPES.map((held) => ({ stored, held })));

/** Every 16-bit pattern, or f32 patterns of every exponent: what no arithmetic of floats would leave alone is among them. */
function patterns(stored: StoredDtype, elements: number, finite: boolean): Uint8Array<ArrayBuffer> {
  const step = stored === 'F32' ? 0x9e37_79b1 : 40_503;
  const words = stored === 'F32' ? new Uint32Array(elements) : new Uint16Array(elements);
  // Exponents that f16 has, for what is to fit it.
  const few = stored === 'F32' ? 0x8fff_ffff : stored === 'BF16' ? 0x8fff : 0xfbff;
  for (let i = 0; i < elements; i++) words[i] = Math.imul(i, step) & (finite ? few : 0xffff_ffff);
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
    const all = Math.ceil(terms / 4) * quads;
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
    const words = held === 'f32' ? 16 : 8;
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
      ),
    );
    return { bits, overflowed: overflow[0] !== 0, quads, words };
  }

  const tensorOf = (
    stored: StoredDtype,
    shape: readonly [number, number],
    finite: boolean,
  ): StoredTensor => ({
    ...{ name: 'w', dtype: stored, shape },
    bytes: patterns(stored, shape[0] * shape[1], finite),
  });

  test.each(PAIRS)('$stored to $held: the bits that the host packs', async ({ stored, held }) => {
    for (const [rows, terms, piece] of [
      [14, 37, 7],
      [9, 50, 9],
      [264, 256, 264],
    ] as const) {
      const tensor = tensorOf(stored, [rows, terms], held === 'f16' && stored !== 'F16');
      const columns = [...Array<null>(12).fill(null), ...headColumns(tensor, piece)];
      const expected = asWords(packMatrix(columns, terms, held).buffers[0]);
      const { bits, overflowed } = await packed(tensor, piece, held, {});
      expect(overflowed).toBe(false);
      expect(bits.findIndex((word, i) => word !== expected[i])).toBe(-1);
      expect(bits).toHaveLength(expected.length);
    }
  });

  test('a run of rows, into a buffer that holds a part of the matrix: that part and nothing else', async () => {
    const [rows, terms, piece] = [20, 22, 5];
    const tensor = tensorOf('BF16', [rows, terms], true);
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
