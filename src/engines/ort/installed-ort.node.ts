import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import type { Engine } from '../../steps/engine.ts';

/** Opens onnxruntime-web where it is installed: it is large, and asked for by few. Throws GpuError where it is not. */
export async function openInstalledOrt(gpu: Gpu | null): Promise<Engine> {
  try {
    const { openNodeOrtEngine } = await import('./open-ort.node.ts');
    return await openNodeOrtEngine(gpu);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new GpuError(
      'onnxruntime-web',
      'the engines ort-webgpu and ort-wasm need it, and it is not installed: npm install onnxruntime-web',
    );
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes('onnxruntime-web')
  );
}
