import type { BenchReport } from '../src/bench/report.ts';
import { OPERATIONS, type Operation } from '../src/numerics/operations.ts';
import { CURE, SUBJECT } from '../src/numerics/sets/sets.ts';
import { adapterName } from '../src/results/adapter-name.ts';

/** Passes of a step by the operation whose set they run; others cost the same whatever the sets are. */
const PASSES: Readonly<Record<Operation, readonly string[]>> = {
  matmul: ['qkv', 'o', 'gate_up', 'down', 'head'],
  rmsnorm: ['first_norm', 'mlp_norm', 'norm', 'final_norm'],
  attention: ['attention', 'merge'],
};

/** What a step takes with an operation invariant, over what it takes with none. */
export interface OperationPrice {
  readonly operation: Operation;
  readonly ratio: number;
  /** Share of the step's time that the operation takes as the batch has it. */
  readonly share: number;
}

/** Of a bench's step of eight requests that decode, by its times of each pass. Throws RangeError where it has none. */
export function operationPrices({ cases }: BenchReport): OperationPrice[] {
  const step = cases.find(({ case: { phase, batch } }) => phase === 'decode' && batch === 8);
  const [variant, invariant] = [SUBJECT, CURE].map((set) =>
    step?.operations?.find(({ engine }) => engine === set),
  );
  if (!variant || !invariant)
    throw new RangeError('expected a bench of a decode step of 8 by operation, found none');
  const sum = ({ times }: typeof variant, names: readonly string[]) =>
    times.reduce((total, each) => total + (names.includes(each.operation) ? each.milliseconds : 0), 0);
  const whole = variant.times.reduce((total, { milliseconds }) => total + milliseconds, 0);
  return OPERATIONS.map((operation) => {
    const [before, after] = [variant, invariant].map((set) => sum(set, PASSES[operation]));
    return { operation, ratio: (whole - before + after) / whole, share: before / whole };
  });
}

/** The prices in a sentence, and where they were measured. */
export function priceSentence(report: BenchReport): string {
  const prices = operationPrices(report);
  const all = 1 + prices.reduce((sum, { ratio }) => sum + ratio - 1, 0);
  const words = prices.map(
    ({ operation, ratio, share }) =>
      `${ratio.toFixed(2)} times with ${operation} invariant (${Math.round(100 * share)} % of it)`,
  );
  return (
    `Price, measured apart by \`npm run bench\` and no part of the study: on ${adapterName(report.adapter)}, in ${report.plan.activations}, a step of eight ` +
    `requests takes ${words.join(', ')}, ${all.toFixed(2)} times with all three.`
  );
}
