import type { AdapterReport } from '../src/engine/engine.ts';
import { KERNEL_SETS, type KernelSet } from '../src/numerics/dtypes.ts';
import type { SetSamples } from './measure.ts';
import { median, spread } from './stats.ts';

/** A ratio to the variant set, repeat by repeat: the median and the spread of the pairs. */
export interface Ratio {
  readonly median: number;
  readonly spread: number;
}

export interface BenchRow {
  readonly rows: number;
  readonly milliseconds: Readonly<Record<KernelSet, number>>;
  readonly tokensPerSecond: Readonly<Record<KernelSet, number>>;
  /** Whole step, invariant and pinned against variant. */
  readonly invariant: Ratio;
  readonly pinned: Ratio;
  /** Invariant against the fastest set, by the median of pairs: the price of invariance. */
  readonly price: number;
  /** The same in processor time, which other processes disturb less: of meaning on a software adapter only. */
  readonly processorPrice: number;
  /** Null where only whole steps were timed. */
  readonly detail: BenchDetail | null;
}

/** What a step's time is made of. */
export interface BenchDetail {
  readonly operations: readonly {
    readonly operation: string;
    readonly invariant: Ratio;
    readonly pinned: Ratio;
    readonly share: number;
  }[];
  readonly dispatchesPerLayer: number;
  /** Share of the invariant step's wall time outside kernels. */
  readonly outside: number;
}

export interface BenchReport {
  readonly model: string;
  readonly adapter: AdapterReport;
  readonly rows: readonly BenchRow[];
}

/** Dispatches outside the layers: embedding, last norm, head, logits, choice, top-k. */
const OUTSIDE_LAYERS = 6;

export function benchRow(rows: number, samples: SetSamples, layers: number): BenchRow {
  const { variant, invariant, pinned } = samples;
  const perSet = (figure: (set: KernelSet) => number) =>
    Object.fromEntries(KERNEL_SETS.map((set) => [set, figure(set)])) as Record<KernelSet, number>;
  const milliseconds = perSet((set) => median(samples[set].steps));
  return {
    rows,
    milliseconds,
    tokensPerSecond: perSet((set) => (rows * 1000) / milliseconds[set]),
    invariant: ratio(invariant.steps, variant.steps),
    pinned: ratio(pinned.steps, variant.steps),
    price: priceOf(samples, 'steps'),
    processorPrice: priceOf(samples, 'processor'),
    detail: invariant.operations.size > 0 ? benchDetail(samples, milliseconds.invariant, layers) : null,
  };
}

function benchDetail(samples: SetSamples, milliseconds: number, layers: number): BenchDetail {
  const { variant, invariant } = samples;
  const kernels = [...invariant.operations.values()].reduce((sum, times) => sum + median(times), 0);
  const operations = [...variant.operations.keys()].map((operation) => {
    const times = (set: KernelSet) => samples[set].operations.get(operation)!;
    return {
      operation,
      invariant: ratio(times('invariant'), times('variant')),
      pinned: ratio(times('pinned'), times('variant')),
      share: median(times('invariant')) / kernels,
    };
  });
  return {
    operations,
    dispatchesPerLayer: (invariant.dispatches - OUTSIDE_LAYERS) / layers,
    outside: Math.max(0, 1 - kernels / milliseconds),
  };
}

function priceOf(samples: SetSamples, time: 'steps' | 'processor'): number {
  return Math.max(...KERNEL_SETS.map((set) => ratio(samples.invariant[time], samples[set][time]).median));
}

function ratio(a: readonly number[], b: readonly number[]): Ratio {
  const pairs = a.map((value, i) => value / b[i]);
  return { median: median(pairs), spread: spread(pairs) };
}

export function formatBench({ model, adapter, rows }: BenchReport): string {
  const lines = rows.flatMap((row) => [
    [
      `M ${String(row.rows).padEnd(4)}`,
      `invariant/variant ${show(row.invariant)}`,
      `pinned/variant ${show(row.pinned)}`,
      `price ${row.price.toFixed(2)}`,
      ...(adapter.software ? [`in processor time ${row.processorPrice.toFixed(2)}`] : []),
      `${row.tokensPerSecond.variant.toFixed(0)} / ${row.tokensPerSecond.invariant.toFixed(0)} / ${row.tokensPerSecond.pinned.toFixed(0)} tok/s`,
      ...(row.detail ? [`outside kernels ${(100 * row.detail.outside).toFixed(0)} %`] : []),
    ].join('  '),
    ...(row.detail?.operations ?? []).map(
      ({ operation, invariant, pinned, share }) =>
        `  ${operation.padEnd(12)} ${show(invariant)}  ${show(pinned)}  ${(100 * share).toFixed(1).padStart(5)} % of kernels`,
    ),
  ]);
  const head = `${model} on ${adapter.description || adapter.device}${adapter.software ? ' (software)' : ''}, decode steps at context 64`;
  const { detail } = rows[0];
  const legend = `${detail ? `${detail.dispatchesPerLayer} dispatches per layer; ` : ''}tok/s variant / invariant / pinned`;
  return `${[head, legend, ...lines].join('\n')}\n`;
}

function show({ median: middle, spread: around }: Ratio): string {
  return `${middle.toFixed(2)} +-${around.toFixed(2)}`;
}
