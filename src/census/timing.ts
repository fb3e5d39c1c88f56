import { BufferPool } from '../gpu/buffers.ts';
import type { Gpu } from '../gpu/device.ts';
import { compileKernel } from '../gpu/kernel.ts';
import { PassTimer } from '../gpu/pass-timer.ts';
import { readBack } from '../gpu/read-back.ts';
import { StepEncoder } from '../gpu/step-encoder.ts';
import type { CensusTiming, Distribution } from './census-types.ts';

const ROUNDS = 24;
/** Dispatches beside the first in a submission that times them: by a coarse clock more, so that it sees them. */
const moreBy = (clockGrain: number) => (clockGrain < 50 ? 64 : 1024);
const PASSES = 32;

const EMPTY = `@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@compute @workgroup_size(1)
fn main() {
  words[0] += 1u;
}`;

/** How fine the clocks are, and what a dispatch and a readback take by the finer of them that pages have. */
export async function measureTiming(gpu: Gpu, signal?: AbortSignal): Promise<CensusTiming> {
  const pool = new BufferPool(gpu, 'census');
  try {
    const kernel = await compileKernel(gpu.device, { label: 'census.empty', parts: [EMPTY] });
    const words = pool.storage('words', 16);
    const readback = pool.readback('readback', 16);
    const encoder = new StepEncoder(gpu, pool, 1);
    const listOf = (count: number) =>
      encoder.list((list) => {
        for (let i = 0; i < count; i++)
          list.dispatch(kernel, 'empty', `empty ${i}`, { inputs: [], outputs: [words], workgroups: [1] });
      });
    const grain = clockGrain();
    const more = moreBy(grain);
    const lists = [listOf(1), listOf(1 + more)];
    const timeOf = async (which: 0 | 1) => {
      const start = performance.now();
      encoder.submit({
        label: 'census',
        list: lists[which],
        copies: (commands) => commands.copyBufferToBuffer(words, 0, readback, 0, 16),
      });
      await readBack(gpu, readback);
      return 1000 * (performance.now() - start);
    };
    const [single, many]: [number[], number[]] = [[], []];
    for (let round = -2; round < ROUNDS; round++) {
      signal?.throwIfAborted();
      const [one, all] = [await timeOf(0), await timeOf(1)];
      // The first two compile and warm.
      if (round < 0) continue;
      single.push(one);
      many.push(all);
    }
    const map = distributionOf(single);
    const dispatch = distributionOf(many.map((time) => Math.max(0, time - map.median) / more));
    return { timestampGrain: await timestampGrain(gpu, pool), clockGrain: grain, dispatch, map };
  } finally {
    pool.destroy();
  }
}

/** What all differences between timestamps are multiples of, in nanoseconds. */
async function timestampGrain(gpu: Gpu, pool: BufferPool): Promise<number | null> {
  if (!gpu.device.features.has('timestamp-query')) return null;
  const timer = new PassTimer(gpu, pool, PASSES);
  timer.begin();
  const commands = gpu.device.createCommandEncoder({ label: 'census.timestamps' });
  for (let i = 0; i < PASSES; i++)
    commands.beginComputePass({ timestampWrites: timer.writes('empty', `${i}`) }).end();
  timer.resolve(commands);
  gpu.device.queue.submit([commands.finish()]);
  const stamps = (await timer.stamps()).flatMap(({ begin, end }) => [begin, end]);
  const grain = stamps.map((since) => Math.round(1e6 * since)).reduce(greatestCommonDivisor, 0);
  return grain === 0 ? null : grain;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** Microseconds between two readings that differ least, of those within 50 ms. */
function clockGrain(): number {
  const start = performance.now();
  let [before, least] = [start, Number.POSITIVE_INFINITY];
  while (before < start + 50) {
    const now = performance.now();
    if (now > before) least = Math.min(least, now - before);
    before = now;
  }
  return rounded(1000 * least);
}

/** Nearest-rank quantiles. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
  return {
    samples: sorted.length,
    least: at(0),
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
  };
}

const rounded = (x: number) => Number(x.toPrecision(3));
