import type { PositionReport } from '../../../results/position-report.ts';
import { grouped } from '../../../results/text.ts';
import { ulpWords } from './ulp-words.ts';

/** The histogram for those who do not see it, and what its last column means. */
export function histogramWords({ histogram: { zero, bins, crossing }, figures }: PositionReport): string {
  const differing = bins.reduce((sum, count) => sum + count, crossing);
  if (differing === 0) return `All ${grouped(zero)} logits have equal bits: 0 ulp.`;
  const fullest = bins.indexOf(Math.max(...bins));
  const same =
    zero === 0 ? 'None has equal bits (0)' : `${grouped(zero)} ${zero === 1 ? 'has' : 'have'} equal bits (0)`;
  const spread = bins.length > 0 ? [`most lie ${rangeText(fullest)} ulp apart`] : [];
  const { crossing: crossed } = ulpWords(figures);
  const across = crossed ? [`${crossed} (± 0: their distance is no measure of size)`] : [];
  return `${[same, ...spread, ...across].join('; ')}.`;
}

function rangeText(power: number): string {
  return power === 0 ? '1' : `${grouped(2 ** power)} to ${grouped(2 ** (power + 1) - 1)}`;
}
