import type { Traffic } from '../traffic.ts';

interface Made {
  readonly latency?: (i: number) => number;
  readonly prompt?: (i: number) => number;
  readonly passes?: (i: number) => boolean;
  readonly same?: boolean;
  readonly occupancy?: number;
  readonly diverged?: boolean;
}

/** Requests of a service whose figures are known: latencies 50 to 149 ms, spread evenly, half of the answers right. */
export function madeTraffic(made: Made = {}, count = 100): Traffic {
  const { latency = (i) => 50 + ((i * 37) % 100), prompt = (i) => 20 + ((i * 13) % 50) } = made;
  const { passes = (i) => i % 2 === 0, same = true, occupancy = 0.5, diverged = false } = made;
  return Array.from({ length: count }, (_, i) => ({
    ...{ task: i, latency: latency(i), prompt: prompt(i), output: 10 + ((i * 29) % 40) },
    ...{ passed: passes(i), same, occupancy, diverged: i % 5 === 0 ? diverged : null },
  }));
}
