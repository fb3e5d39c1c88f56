import { PARALLELISM } from '../numerics/parallelism.ts';
import { readsParallelism } from '../numerics/sets/kernel-sets.ts';
import type { BatchSizes, ForkRate, ForkRateGrid, ForkRateRow } from '../results/fork-rates.ts';
import { kernelsText } from '../results/sets-text.ts';
import { grouped, paragraph } from '../results/text.ts';

/** What the grid counts. */
export const FORK_RATES =
  'Batches whose answer is not the most common one of its row, by the number of requests in the batch.';

/** `1`, `3 to 4`. */
export function sizesText({ from, to }: BatchSizes): string {
  return from === to ? String(from) : `${from} to ${to}`;
}

/** `needle, variant, bf16`, and whatever else is not as usual: two rows are never called the same. */
export function rateRowText({ probe, settings }: Omit<ForkRateRow, 'rates'>): string {
  const { kernels, dtype, weights, quantize, parallelism, sampler } = settings;
  const words = [probe, kernelsText(settings), dtype];
  if (weights !== 'stored') words.push(`${weights} weights`);
  if (quantize) words.push(`q8 activations ${quantize}`);
  if (parallelism !== PARALLELISM && readsParallelism(kernels)) words.push(`parallelism ${parallelism}`);
  if (sampler) words.push(`drawn among the highest by ${sampler}`);
  return words.join(', ');
}

/** `3 of 25`. */
export function rateText({ batches, otherwise }: ForkRate): string {
  return `${grouped(otherwise)} of ${grouped(batches)}`;
}

/** The grid as a report has it: a row for each line, since ten sizes are wider than a page. */
export function forkRateLines({ sizes, rows }: ForkRateGrid): string[] {
  return [
    FORK_RATES,
    ...rows.flatMap((row) => {
      const rates = row.rates.flatMap((rate, i) =>
        rate ? [`${sizesText(sizes[i])}: ${rateText(rate)}`] : [],
      );
      return paragraph(`${rateRowText(row)}: ${rates.join('; ')}`, '  ');
    }),
  ];
}
