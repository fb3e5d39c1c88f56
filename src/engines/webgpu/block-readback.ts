import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { BlockLayout, KvCache } from './kv-cache.ts';
import { readBack } from './results-readback.ts';

/** Buffers that a block's parts lie in: keys of all layers, then values. */
export function partsOf({ k, v }: KvCache): readonly GPUBuffer[] {
  return [...k, ...v];
}

/** Copies a block out of the cache to `at` of a buffer, its parts end to end. */
export function copyOut(
  commands: GPUCommandEncoder,
  cache: KvCache,
  { partBytes }: BlockLayout,
  block: number,
  to: GPUBuffer,
  at: number,
): void {
  partsOf(cache).forEach((part, i) => {
    commands.copyBufferToBuffer(part, block * partBytes, to, at + i * partBytes, partBytes);
  });
}

/** Writes a block's bytes into the cache, before whatever is submitted next. */
export function writeIn(
  queue: GPUQueue,
  cache: KvCache,
  { partBytes }: BlockLayout,
  block: number,
  bytes: Uint8Array<ArrayBuffer>,
): void {
  partsOf(cache).forEach((part, i) => {
    queue.writeBuffer(part, block * partBytes, bytes, i * partBytes, partBytes);
  });
}

/** Maps a readback buffer that blocks were copied into. Throws GpuError, with the device's first error where it has one. */
export async function readCopied(
  gpu: Gpu,
  buffer: GPUBuffer,
  count: number,
  { blockBytes }: BlockLayout,
): Promise<Uint8Array[]> {
  return await readBack(gpu, async () => {
    await deviceWait(gpu, buffer.mapAsync(GPUMapMode.READ, 0, count * blockBytes));
    try {
      const mapped = buffer.getMappedRange(0, count * blockBytes);
      return Array.from(
        { length: count },
        (_, i) => new Uint8Array(mapped.slice(i * blockBytes, (i + 1) * blockBytes)),
      );
    } finally {
      buffer.unmap();
    }
  });
}

/** The bytes of blocks as they lie after what was submitted. Throws GpuError. */
export async function readBlocks(
  gpu: Gpu,
  cache: KvCache,
  layout: BlockLayout,
  blocks: readonly number[],
): Promise<Uint8Array[]> {
  if (blocks.length === 0) return [];
  const pool = new BufferPool(gpu, 'kv_blocks');
  try {
    const readback = pool.readback('read', blocks.length * layout.blockBytes);
    const commands = gpu.device.createCommandEncoder({ label: 'read_blocks' });
    blocks.forEach((block, i) => {
      copyOut(commands, cache, layout, block, readback, i * layout.blockBytes);
    });
    gpu.device.queue.submit([commands.finish()]);
    return await readCopied(gpu, readback, blocks.length, layout);
  } finally {
    pool.destroy();
  }
}
