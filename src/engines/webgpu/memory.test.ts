import { describe, expect, test } from 'vitest';
import type { Gpu } from '../../gpu/device.ts';
import { FirstError } from '../../gpu/errors.ts';
import { SHAPES } from '../../model/shapes.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { kvMemory, weightMemory } from './memory.ts';
import { uploadWeights } from './weights.ts';

/** A device that counts the bytes it is asked for, and allows so many in a buffer. */
function countingGpu(allowed: number) {
  const sizes: number[] = [];
  const createBuffer = ({ size }: GPUBufferDescriptor) => {
    sizes.push(size);
    return { size, destroy: () => undefined };
  };
  const limits = { maxBufferSize: 2 * allowed, maxStorageBufferBindingSize: allowed };
  const device = { limits, createBuffer, queue: { writeBuffer: () => undefined } };
  return { gpu: { device, errors: new FirstError() } as unknown as Gpu, sizes };
}

globalThis.GPUBufferUsage ??= { STORAGE: 128, COPY_DST: 8, COPY_SRC: 4 } as never;

describe('memory of weights', () => {
  test.each([
    { tiedHead: true, headDim: 8 },
    { tiedHead: false, headDim: 6, hiddenSize: 36, vocabSize: 101, intermediateSize: 50 },
  ])('is what is allocated for them: %o', (shape) => {
    const checkpoint = syntheticCheckpoint(shape, { seed: 1, dtype: 'BF16' });
    const { gpu, sizes } = countingGpu(1e9);
    uploadWeights(gpu, checkpoint, 'stored');
    const { total, largest } = weightMemory(checkpoint.config, 2);
    expect(Math.max(...sizes)).toBe(Math.ceil(largest / 16) * 16);
    const rounding = 16 * sizes.length;
    expect(sizes.reduce((sum, size) => sum + size, 0) - total).toBeGreaterThanOrEqual(0);
    expect(sizes.reduce((sum, size) => sum + size, 0) - total).toBeLessThan(rounding);
  });

  test('a matrix that no buffer holds is refused before anything is allocated', () => {
    const checkpoint = syntheticCheckpoint({}, { seed: 1, dtype: 'BF16' });
    const { gpu, sizes } = countingGpu(6_143);
    expect(() => uploadWeights(gpu, checkpoint, 'stored')).toThrow(
      'weights.layer0.gate_up: needs 8,192 bytes in one buffer, the adapter allows 6,143',
    );
    expect(sizes).toEqual([]);
  });

  test('of published shapes: the head is the largest matrix, once', () => {
    const { total, largest, matrix } = weightMemory(SHAPES['llama-3.2-1b'].config, 2);
    expect({ matrix, largest }).toEqual({ matrix: 'head', largest: 2 * 128_256 * 2048 });
    expect(total).toBe(2 * 1_235_746_816 + 33 * 2048 * 4);
  });
});

test('memory of keys and values: two a layer, whole blocks', () => {
  const { config } = SHAPES.nano;
  expect(kvMemory(config, { limits: { blocks: 3 } as never, activations: 'bf16' })).toBe(
    12 * 2 * 48 * 32 * 2,
  );
});
