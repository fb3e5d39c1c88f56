import { afterAll } from 'vitest';
import type { Gpu } from '../../../gpu/device.ts';
import { bothTunings } from '../../../gpu/testing/both-tunings.ts';
import { reportAdapter, WebGpuEngine } from '../webgpu-engine.ts';

/** An engine for each tuning of a device, closed after the tests around. */
export function tunedEngines(gpu: Gpu): readonly WebGpuEngine[] {
  const engines = bothTunings(gpu).map(([, tuned]) => new WebGpuEngine(tuned));
  afterAll(() => {
    for (const engine of engines) engine.destroy();
  });
  return engines;
}

/** Whether the adapter has one exp, whatever stands around it in a kernel, as SwiftShader has: then the readable engine has its bits. */
export function hasOneExp(gpu: Gpu): boolean {
  return /swiftshader/i.test(Object.values(reportAdapter(gpu)).join(' '));
}
