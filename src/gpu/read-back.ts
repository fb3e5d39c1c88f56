import { deviceWait, type WaitedFor } from './device-wait.ts';

/** What was copied into a buffer that can be mapped, once the device has; the buffer can be copied to again. Rejects where the device is lost. */
export async function readBack(gpu: WaitedFor, buffer: GPUBuffer): Promise<ArrayBuffer> {
  await deviceWait(gpu, buffer.mapAsync(GPUMapMode.READ));
  const bytes = buffer.getMappedRange().slice(0);
  buffer.unmap();
  return bytes;
}
