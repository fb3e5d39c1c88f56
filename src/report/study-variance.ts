import { standardError } from '../numerics/inference/variance-components.ts';
import { grouped } from '../results/text.ts';
import type { StudyOutcome, VarianceSummary } from '../studies/sweep/outcome.ts';
import { effectWords, measureWords, NO_FIGURE } from './study-figures.ts';
import { armWords, type StudyTable } from './study-tables.ts';

/** What the table is about, above it. */
export const VARIANCE_NOTE =
  'Within cells, of units that have a value in every cell under every seed. The standard error is of a cell’s mean with units and seeds drawn anew; intervals and tests draw units alone.';

const HEAD = [
  'measure',
  'arm',
  'units',
  'seeds',
  'between units',
  'between seeds',
  'in neither',
  'standard error of a cell',
];

/** Where the variance of each share and mean lies; no rows where a study has a single seed or unit. */
export function varianceTable({ variances = [] }: StudyOutcome): StudyTable {
  return { head: HEAD, rows: variances.map(varianceRow), numbers: [2, 3, 4, 5, 6, 7] };
}

function varianceRow({ measure, units, seeds, variance, ...arms }: VarianceSummary): string[] {
  const parts = [variance.units, variance.seeds, variance.residual];
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const error = standardError({ ...variance, tasks: variance.units }, { tasks: units, seeds });
  return [
    ...[measureWords(measure), armWords(arms), grouped(units), grouped(seeds)],
    ...parts.map((part) => (whole > 0 ? `${Number(((100 * part) / whole).toFixed(1))} %` : NO_FIGURE)),
    effectWords(measure, error),
  ];
}
