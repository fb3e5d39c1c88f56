import type { MeasuredTuning } from '../steps/measured-tuning.ts';

/**
 * What an adapter is good at, as data for whoever tiles work on it. It decides how fast a sum is found and nothing of its bits:
 * the order of every sum is its reduction plan's, whatever the tiling.
 */
export interface Tuning {
  /** Below this many workgroups it pays to spread the chunks of a sum over more of them, at the price of partial sums in memory. */
  readonly busyWorkgroups: number;
  /** Whether a thread should hold many outputs: half the loads, in more registers than a GPU gives a thread. */
  readonly largeBlocks: boolean;
  /** Whether a tile of many rows is worth bringing into workgroup memory, instead of spreading chunks over threads that read for themselves. */
  readonly stagedTiles: boolean;
  /** Whether threads of such blocks may read for each other, by subgroups of at least four. */
  readonly sharedRows: boolean;
  /** Whether the language has a function for products of packed bytes. */
  readonly packedDot: boolean;
  /** Rounds that all loops of an invocation may take together, where a driver ends them (ARCHITECTURE: traps met). */
  readonly mostRounds: number;
  /** Most threads of a workgroup whose threads meet at barriers. */
  readonly meetingThreads: number;
}

/** A GPU has dozens of cores or more, each of which hides its latency only with several workgroups. WebGPU does not tell how many. */
const GPU: Tuning = {
  busyWorkgroups: 64,
  largeBlocks: false,
  stagedTiles: false,
  sharedRows: false,
  packedDot: false,
  mostRounds: Number.POSITIVE_INFINITY,
  meetingThreads: 128,
};

/**
 * A software adapter has a few CPU cores, which one workgroup each keeps busy: more parts only add traffic (measured: products
 * spread over their chunks take 1.1 to 1.5 times as long). Its loads are one lane and one word at a time and take most of a
 * product's time, while registers are memory anyway (measured: large blocks take 0.6 to 0.7 times as long). It runs four threads at
 * once and at a barrier switches between fours, which takes longer than the work between barriers (measured: attention by one
 * four takes a quarter of the time of sixteen).
 */
const SOFTWARE: Tuning = {
  busyWorkgroups: 2,
  largeBlocks: true,
  stagedTiles: false,
  sharedRows: false,
  packedDot: false,
  mostRounds: 65_000,
  meetingThreads: 4,
};

/** Whether threads of a device may read for each other: by subgroups of at least four, in the language as its compiler takes it. */
export async function sharesRows(
  device: GPUDevice,
  { subgroupMinSize = 1 }: GPUAdapterInfo,
): Promise<boolean> {
  if (!device.features.has('subgroups') || subgroupMinSize < 4) return false;
  // naga has offered the feature and refused the directive that goes with it.
  device.pushErrorScope('validation');
  device.createShaderModule({ label: 'subgroups_probe', code: 'enable subgroups;' });
  return (await device.popErrorScope()) === null;
}

/** What is known to serve such adapters, with what was measured of this one in its place. */
export function tuningFor(software: boolean, measured?: MeasuredTuning | null): Tuning {
  const known = software ? SOFTWARE : GPU;
  if (!measured) return known;
  const { busyWorkgroups, largeBlocks, stagedTiles, meetingThreads } = measured;
  return { ...known, busyWorkgroups, largeBlocks, stagedTiles, meetingThreads };
}
