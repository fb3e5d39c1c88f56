import { expect, test } from 'vitest';
import { BufferPool } from './buffers.ts';
import { Sections } from './sections.ts';
import { describeOnGpu } from './testing/describe-on-gpu.ts';

await describeOnGpu('BufferPool', (gpu) => {
  test('a storage buffer over the limits is refused with its label, before anything is allocated', () => {
    const { maxBufferSize, maxStorageBufferBindingSize } = gpu.device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const wanted = (Math.floor(most / 16) + 1) * 16;
    const pool = new BufferPool(gpu, 'arm');
    expect(() => pool.storage('k_cache', wanted)).toThrow(
      `arm.k_cache: needs ${wanted} bytes, the adapter allows ${most}`,
    );
    expect(() => gpu.errors.check()).not.toThrow();
  });

  test('buffers carry owner and name, are zeroed and hold whole groups of 16 bytes', async () => {
    const pool = new BufferPool(gpu, 'arm');
    const storage = pool.storage('q', 20);
    expect([storage.label, storage.size]).toEqual(['arm.q', 32]);
    expect(pool.uniform('params', 0).size).toBe(16);
    const back = pool.readback('back', 32);
    const commands = gpu.device.createCommandEncoder();
    commands.copyBufferToBuffer(storage, 0, back, 0, 32);
    gpu.device.queue.submit([commands.finish()]);
    await back.mapAsync(GPUMapMode.READ);
    expect([...new Uint32Array(back.getMappedRange())]).toEqual(new Array(8).fill(0));
    pool.destroy();
  });

  test('sections lie apart in one buffer, each bound on its own, and refuse more than they hold', async () => {
    const pool = new BufferPool(gpu, 'arm');
    const tables = new Sections(pool, 'tables', { rows: 3, items: 70 });
    tables.set('rows', [1, 2, 3]);
    tables.set('items', [9]);
    expect(() => tables.set('rows', [1, 2, 3, 4])).toThrow('rows: 4 entries, capacity 3');
    tables.write(gpu.device.queue);
    const [rows, items] = [tables.binding('rows'), tables.binding('items')];
    expect(rows).toMatchObject({ offset: 0, size: 16 });
    expect(items).toMatchObject({ offset: 256, size: 288 });
    const back = pool.readback('back', 512);
    const commands = gpu.device.createCommandEncoder();
    commands.copyBufferToBuffer((rows as GPUBufferBinding).buffer, 0, back, 0, 512);
    gpu.device.queue.submit([commands.finish()]);
    await back.mapAsync(GPUMapMode.READ);
    const words = new Uint32Array(back.getMappedRange());
    expect([...words.subarray(0, 4), words[64]]).toEqual([1, 2, 3, 0, 9]);
    pool.destroy();
  });
});
