import { benchHere } from '../src/cli/audit/bench-here.ts';
import type { BenchHost } from './bench-host.ts';

/** This process. */
export const nodeHost: BenchHost = {
  bench: (plan, onProgress) => benchHere(plan, onProgress),
  close: () => Promise.resolve(),
};
