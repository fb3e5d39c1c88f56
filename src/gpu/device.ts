import type { MeasuredTuning } from '../steps/measured-tuning.ts';
import { measureSleep, type WaitedFor } from './device-wait.ts';
import { FirstError, GpuError, GpuLostError } from './errors.ts';
import { sharesRows, type Tuning, tuningFor } from './tuning.ts';

/** A device with its identity and the one place where its errors meet. */
export interface Gpu extends WaitedFor {
  readonly info: GPUAdapterInfo;
  readonly software: boolean;
  readonly tuning: Tuning;
  /** Left out where the tuning is that of its kind. */
  readonly measured?: MeasuredTuning;
  readonly errors: FirstError;
  readonly offers: AdapterOffers;
}

/** What an adapter could do, whether or not it was asked for it. */
export interface AdapterOffers {
  readonly features: readonly string[];
  /** Of WGSL. */
  readonly languageFeatures: readonly string[];
  readonly limits: GPUSupportedLimits;
}

/** Limits worth raising to whatever the adapter has; all others stay at their guaranteed defaults. */
const RAISED = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Only profiling needs timestamps, and only Node's clock is fine enough for them; by subgroups threads read for each other; the census asks about f16. */
const WANTED: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];

/**
 * Opens a device on an adapter. Throws GpuError where there is no adapter or it refuses a device.
 * A lost device and uncaptured errors are recorded in `errors`; the next step throws the first of them.
 */
export async function openDevice(gpu: GPU, options: GPURequestAdapterOptions = {}): Promise<Gpu> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance', ...options });
  if (!adapter) throw new GpuError('adapter', 'this machine offers no WebGPU adapter');
  const requiredLimits = Object.fromEntries(RAISED.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = WANTED.filter((feature) => adapter.features.has(feature));
  const device = await adapter.requestDevice({ label: 'batchmates', requiredLimits, requiredFeatures });
  const errors = new FirstError();
  device.addEventListener('uncapturederror', (event) => {
    errors.record(new GpuError('device', event.error.message));
  });
  void device.lost.then((lost) =>
    errors.record(new GpuLostError('device', `lost (${lost.reason}): ${lost.message}`)),
  );
  const { info } = adapter;
  const software = isSoftware(info);
  const sleeps = await measureSleep(device);
  // A software adapter takes the function apart, byte by byte.
  const packedDot = !software && Boolean(gpu.wgslLanguageFeatures?.has('packed_4x8_integer_dot_product'));
  const tuning = { ...tuningFor(software), sharedRows: await sharesRows(device, info), packedDot };
  const offers = {
    features: [...adapter.features],
    languageFeatures: [...(gpu.wgslLanguageFeatures ?? [])],
    limits: adapter.limits,
  };
  return { device, info, errors, software, tuning, sleeps, offers };
}

/** Names of processors that play a GPU: Google's, Mesa's two and Microsoft's. */
const SOFTWARE_NAMES = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

/** Whether a processor plays this GPU. Not every implementation sets the flag, and each puts the name into another field. */
export function isSoftware(
  info: Pick<GPUAdapterInfo, 'isFallbackAdapter' | 'architecture' | 'device' | 'description'>,
): boolean {
  const { isFallbackAdapter, architecture, device, description } = info;
  return isFallbackAdapter || SOFTWARE_NAMES.test(`${architecture} ${device} ${description}`);
}

/** How long after its first symptom a device's loss may be told, in milliseconds. */
const LOSS_DELAY = 200;

/**
 * What a symptom stems from: the first error of its device, or itself. A lost device breaks the readback under way before it
 * tells that it is lost, and only the latter says why.
 */
export async function rootError({ device, errors }: Gpu, symptom: GpuError): Promise<GpuError> {
  await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, LOSS_DELAY))]);
  return errors.first ?? symptom;
}
