import { describe, expect, test, vi } from 'vitest';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { SHAPES } from '../../model/shapes.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { PACKED_DTYPES, type PackedDtype } from '../../numerics/dtypes.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { decoderCheckpoint, oddConfig } from '../testing/decoder-checkpoint.ts';
import { smallerArm } from './fits-instead.ts';
import { kvMemory, weightMemory } from './memory.ts';
import { checkpointMemory } from './weight-plan.ts';
import { allocateWeights } from './weights.ts';

/** A device that counts the bytes it is asked for, and allows so many in a buffer. */
function countingGpu(allowed: number) {
  const gpu = fakeGpu();
  const sizes: number[] = [];
  const createBuffer = gpu.device.createBuffer.bind(gpu.device);
  vi.spyOn(gpu.device, 'createBuffer').mockImplementation((descriptor) => {
    sizes.push(descriptor.size);
    return createBuffer(descriptor);
  });
  const limits = { ...gpu.device.limits, maxBufferSize: 2 * allowed, maxStorageBufferBindingSize: allowed };
  return { gpu: { ...gpu, device: { ...gpu.device, limits } }, sizes };
}

describe('memory of weights', () => {
  const shapes = [
    { tiedHead: true, headDim: 8 },
    { tiedHead: false, headDim: 6, hiddenSize: 36, vocabSize: 101, intermediateSize: 50 },
    { norms: 'around', qkNorm: 'projection', outBias: true, mlpBias: true, headDim: 8 },
    { norms: 'after', qkvBias: true, headDim: 8 },
    { experts: { count: 7, perToken: 3, normalised: true }, qkNorm: true, intermediateSize: 26 },
  ] as const;
  const cases = PACKED_DTYPES.flatMap((weights) => shapes.map((shape) => ({ weights, shape })));

  test.each(cases)('is what is allocated for them: %o', async ({ weights, shape }) => {
    const checkpoint = decoderCheckpoint(oddConfig(shape), 1, 'BF16');
    const { gpu, sizes } = countingGpu(1e9);
    await allocateWeights(gpu, checkpoint, weights);
    const { total, largest } = weightMemory(checkpoint.config, weights);
    expect(Math.max(...sizes)).toBe(Math.ceil(largest / 16) * 16);
    const rounding = 16 * sizes.length;
    expect(sizes.reduce((sum, size) => sum + size, 0) - total).toBeGreaterThanOrEqual(0);
    expect(sizes.reduce((sum, size) => sum + size, 0) - total).toBeLessThan(rounding);
  });

  test.each(['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'mixed'] as const)(
    'as stored in %s, it is what each tensor is in the file',
    async (stored) => {
      const whole = { hiddenSize: 96, heads: 4, headDim: 24, intermediateSize: 160, tiedHead: false };
      const of = (dtype: Exclude<typeof stored, 'mixed'>) => syntheticCheckpoint(whole, { seed: 1, dtype });
      const [q4, q8] = [of('Q4_0'), of('Q8_0')];
      // A product of two formats is held as f32.
      const layers = q4.layers.map((layer, i) => ({ ...layer, ...(i > 0 && { up: q8.layers[i].up }) }));
      const checkpoint = stored === 'mixed' ? { ...q4, layers, embedding: q8.embedding } : of(stored);
      const { gpu, sizes } = countingGpu(1e9);
      await allocateWeights(gpu, checkpoint, 'stored');
      const { total, largest } = checkpointMemory(checkpoint, 'stored');
      expect(Math.max(...sizes)).toBe(Math.ceil(largest / 16) * 16);
      const allocated = sizes.reduce((sum, size) => sum + size, 0);
      expect(allocated - total).toBeGreaterThanOrEqual(0);
      expect(allocated - total).toBeLessThan(16 * sizes.length);
      // In another format than its own it takes what any checkpoint does.
      const { total: asked } = weightMemory(checkpoint.config, 'q8');
      expect(checkpointMemory(checkpoint, 'q8').total).toBe(asked);
    },
  );

  test('a matrix that one buffer does not hold is cut over several, of a power of two quads each', async () => {
    const checkpoint = syntheticCheckpoint({}, { seed: 1, dtype: 'BF16' });
    const { gpu, sizes } = countingGpu(6_000);
    const { weights } = await allocateWeights(gpu, checkpoint, 'stored');
    expect(weights.layers[0].o.layout).toBe('bf16');
    expect(weights.embedding.layout).toBe('bf16/2@7');
    expect(weights.embedding.buffers.map(({ size }) => size)).toEqual([4_096, 2_048]);
    expect(weights.layers[0].gateUp).toMatchObject({ layout: 'bf16/2@7', groups: 8, quads: 32 });
    expect(weights.layers[0].gateUp.buffers.map(({ size }) => size)).toEqual([4_096, 4_096]);
    const { total } = weightMemory(checkpoint.config, 'bf16');
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
  });

  test('a matrix that not even so many buffers hold is refused before anything is allocated, with what fits', async () => {
    const checkpoint = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });
    const { gpu, sizes } = countingGpu(2_500);
    await expect(allocateWeights(gpu, checkpoint, 'stored')).rejects.toThrow(
      'weights.embedding: needs 12,288 bytes in f32, the adapter allows 10,240 in 5 buffers; it fits as bf16 or f16 or q8 or q4',
    );
    expect(sizes).toEqual([]);
    await expect(allocateWeights(countingGpu(800).gpu, checkpoint, 'f16')).rejects.toThrow(
      'needs 6,144 bytes in f16, the adapter allows 2,560 in 5 buffers; it fits as q4',
    );
    await expect(allocateWeights(countingGpu(500).gpu, checkpoint, 'q8')).rejects.toThrow(
      'needs 3,264 bytes in q8, the adapter allows 1,280 in 5 buffers; a model with a smaller one fits',
    );
  });

  /** A device with so much memory, and the buffers that were made on it. */
  function smallGpu(room: number) {
    const gpu = fakeGpu();
    const buffers: GPUBuffer[] = [];
    let left = room;
    const createBuffer = gpu.device.createBuffer.bind(gpu.device);
    vi.spyOn(gpu.device, 'createBuffer').mockImplementation((descriptor) => {
      left -= descriptor.size;
      buffers.push(createBuffer(descriptor));
      return buffers.at(-1)!;
    });
    let scopes = 0;
    let full = false;
    gpu.device.pushErrorScope = () => {
      scopes++;
      full = left < 0;
    };
    // Tells only of what was allocated within the scope.
    gpu.device.popErrorScope = () => {
      scopes--;
      return Promise.resolve(left < 0 && !full ? ({ message: 'no memory' } as GPUError) : null);
    };
    return { gpu, buffers, scopes: () => scopes };
  }

  const matrices = (layers: number) => 4 * (96 * 32 + layers * (64 * 32 + 32 * 32 + 128 * 32 + 64 * 32));

  test.each([
    {
      where: 'a matrix',
      room: matrices(2.5),
      words:
        /^weights\.layer2\.gate_up: out of memory: no memory; the weights take 160,896 bytes, of which 98,304 had room: what fits is bf16 weights \(81,024 bytes\), or f16 weights \(81,024 bytes\), or q8 weights \(43,584 bytes\), or q4 weights \(23,616 bytes\), or 2 of its 4 layers, or a smaller model; a shorter context/,
    },
    {
      where: 'a gain beside them',
      room: matrices(4) + 300,
      words:
        /^weights\.gains: out of memory: no memory; the weights take 160,896 bytes, of which 159,744 had room: what fits is bf16 weights \(81,024 bytes\), or f16 weights \(81,024 bytes\), or q8 weights \(43,584 bytes\), or q4 weights \(23,616 bytes\), or 3 of its 4 layers, or/,
    },
  ])(
    'where memory ends at $where, all is freed, and the error says what would fit',
    async ({ room, words }) => {
      const checkpoint = syntheticCheckpoint({ layers: 4 }, { seed: 1, dtype: 'F32' });
      const { gpu, buffers, scopes } = smallGpu(room);
      await expect(allocateWeights(gpu, checkpoint, 'stored')).rejects.toThrow(words);
      expect(buffers.every(({ destroy }) => vi.mocked(destroy).mock.calls.length === 1)).toBe(true);
      expect(scopes()).toBe(0);
    },
  );

  test('of published shapes: the head is the largest matrix, once', () => {
    const { total, largest, matrix } = weightMemory(SHAPES['llama-3.2-1b'].config, 'bf16');
    expect({ matrix, largest }).toEqual({ matrix: 'head', largest: 2 * 128_256 * 2048 });
    expect(total).toBe(2 * 1_235_746_816 + 33 * 2048 * 4);
  });
});

test('an arm that has no room is told what takes less, as far as it can take less', () => {
  const { config } = SHAPES.nano;
  const limits = { blocks: 3, maxSequences: 1, maxTokensPerStep: 1, maxContext: 48 };
  const small = armSpec({ limits, activations: 'bf16' });
  const less = (from: PackedDtype, to: PackedDtype) =>
    `${(weightMemory(config, from).total - weightMemory(config, to).total).toLocaleString('en')} bytes less`;
  const shorter = 'positions, and less with a shorter context or fewer requests at once';
  expect(smallerArm(config, small, new Set(['q4']))).toBe(
    `its keys and values take 73,728 bytes for 48 ${shorter}`,
  );
  expect(smallerArm(config, small, new Set(['bf16']))).toBe(
    `its keys and values take 73,728 bytes for 48 ${shorter}, q8 weights (${less('bf16', 'q8')}), q4 weights (${less('bf16', 'q4')})`,
  );
  expect(smallerArm(config, armSpec({ limits, activations: 'f32' }), new Set(['f32']))).toBe(
    `its keys and values take 147,456 bytes for 48 ${shorter}, bf16 or f16 activations (73,728 bytes), bf16 or f16 weights (${less('f32', 'bf16')}), q8 weights (${less('f32', 'q8')}), q4 weights (${less('f32', 'q4')})`,
  );
});

test('blocks take 8.5 and 4.5 bits a weight of a published shape', () => {
  const { config } = SHAPES['llama-3.2-1b'];
  const bits = (weights: PackedDtype) => {
    const vectors = 33 * 2048 * 4;
    return (8 * (weightMemory(config, weights).total - vectors)) / 1_235_746_816;
  };
  expect([bits('q8'), bits('q4')]).toEqual([8.5, 4.5]);
});

test('memory of keys and values: two a layer, whole blocks', () => {
  const { config } = SHAPES.nano;
  expect(kvMemory(config, { limits: { blocks: 3 } as never, activations: 'bf16' })).toBe(
    12 * 2 * 48 * 32 * 2,
  );
});
