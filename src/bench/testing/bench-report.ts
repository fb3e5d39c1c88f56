import { createRandom } from '../../experiment/random.ts';
import type { BenchEngine, BenchReport, EngineTimes } from '../report.ts';
import { median, spread } from '../statistics.ts';

interface ReportOptions {
  readonly seed: number;
  readonly engines?: readonly BenchEngine[];
  /** Factors on the times of single engines. */
  readonly slowdown?: Partial<Record<BenchEngine, number>>;
  /** Factor on every time, the yardstick's too. */
  readonly machine?: number;
  /** Largest relative error of a repeat. */
  readonly noise?: number;
  /** Share of the repeats in which something else takes as long again. */
  readonly bursts?: number;
  readonly adapter?: string;
}

const REPEATS = 15;

/** A report of one decode case whose steps take 20 ms, with noise from the seed. */
export function benchReport({
  seed,
  engines = ['variant', 'invariant'],
  slowdown = {},
  machine = 1,
  noise = 0.05,
  bursts = 0,
  adapter = 'a test adapter',
}: ReportOptions): BenchReport {
  const random = createRandom(seed);
  const repeats = (milliseconds: number) =>
    Array.from({ length: REPEATS }, () => {
      const error = noise * (random.next() / 2 ** 31 - 1);
      const burst = random.next() / 2 ** 32 < bursts ? 2 : 1;
      return machine * milliseconds * (1 + error) * burst;
    });
  const times = engines.map((engine): EngineTimes => {
    const wall = repeats(20 * (slowdown[engine] ?? 1));
    const milliseconds = median(wall);
    return {
      engine,
      wall,
      processor: [],
      milliseconds,
      spread: spread(wall),
      tokensPerSecond: 8000 / milliseconds,
    };
  });
  const benchCase = { phase: 'decode', batch: 8, positions: 64 } as const;
  return {
    version: 1,
    host: 'a test',
    adapter: { vendor: '', architecture: '', device: '', description: adapter, software: true },
    model: { name: 'nano', parameters: 1, layers: 1 },
    plan: {
      model: { shipped: 'nano' },
      engines,
      cases: [benchCase],
      repeats: REPEATS,
      longest: 1000,
      activations: 'f32',
      operations: false,
      limits: false,
    },
    limits: null,
    cases: [{ case: benchCase, times, yardstick: { wall: repeats(30), processor: [] }, operations: [] }],
    leftOut: [],
    notes: [],
  };
}
