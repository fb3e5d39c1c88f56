import { vi } from 'vitest';

/** Every buffer that the device creates while `run` works, by label. */
export async function buffersOf(
  device: GPUDevice,
  run: () => Promise<unknown>,
): Promise<Map<string, GPUBuffer>> {
  const create = vi.spyOn(device, 'createBuffer');
  await run();
  const buffers = create.mock.results.map((result) => result.value as GPUBuffer);
  create.mockRestore();
  return new Map(buffers.map((buffer) => [buffer.label, buffer]));
}

/** Fills a buffer with a word whose halves and whole are NaN in f32, bf16 and f16. */
export function fillWithNan(device: GPUDevice, buffer: GPUBuffer): void {
  device.queue.writeBuffer(buffer, 0, new Uint32Array(buffer.size / 4).fill(0xffffffff));
}
