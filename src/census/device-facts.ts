import type { Gpu } from '../gpu/device.ts';
import { compileKernel } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import type { DeviceFacts } from './census-types.ts';

/** Limits of WebGPU that a compute shader or its buffers may come up against (w3.org/TR/webgpu/#limits). */
export const LIMITS = [
  'maxBindGroups',
  'maxBindingsPerBindGroup',
  'maxStorageBuffersPerShaderStage',
  'maxUniformBuffersPerShaderStage',
  'maxUniformBufferBindingSize',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'minUniformBufferOffsetAlignment',
  'minStorageBufferOffsetAlignment',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** What the adapter says of itself, and the size of a subgroup as a kernel sees it. */
export async function deviceFacts(gpu: Gpu): Promise<DeviceFacts> {
  const { features, languageFeatures, limits } = gpu.offers;
  return {
    features: [...features].sort(),
    languageFeatures: [...languageFeatures].sort(),
    limits: Object.fromEntries(LIMITS.map((name) => [name, limits[name]])),
    subgroups: features.includes('subgroups') ? await subgroupFacts(gpu) : null,
  };
}

async function subgroupFacts(gpu: Gpu): Promise<DeviceFacts['subgroups']> {
  const { subgroupMinSize, subgroupMaxSize } = gpu.info;
  return { min: subgroupMinSize ?? 0, max: subgroupMaxSize ?? 0, seen: await seenSize(gpu) };
}

/** Null where the implementation has subgroups and refuses WGSL's word for them (naga, in Deno and Firefox). */
async function seenSize(gpu: Gpu): Promise<number | null> {
  const label = 'census.subgroups';
  const kernel = await compileKernel(gpu.device, { label, parts: [SUBGROUPS] }).catch(() => null);
  if (!kernel) return null;
  const outputs = [new Uint32Array(4)];
  const [[size]] = await runOnce(gpu, kernel, { inputs: [], outputs, workgroups: [1] });
  return size;
}

const SUBGROUPS = `enable subgroups;
@group(0) @binding(0) var<storage, read_write> seen: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) i: u32, @builtin(subgroup_size) size: u32) {
  if (i == 0u) {
    seen[0] = size;
  }
}`;
