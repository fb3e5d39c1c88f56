import { MEASURES } from '../sweep/measures.ts';
import type { Estimate, TestedHypothesis } from '../sweep/outcome.ts';
import type { ShippedStudy } from '../sweep/shipped-studies.ts';
import type { Evidence } from './evidence.ts';
import { fixed, percent } from './figures.ts';

/** A hypothesis as it was tested; null where the study or the hypothesis is not there, or had nothing to compare: its figures would be zeros. */
export function testedIn(
  { studies }: Pick<Evidence, 'studies'>,
  study: ShippedStudy,
  id: string,
): TestedHypothesis | null {
  return studies[study]?.hypotheses.find(({ hypothesis, n }) => hypothesis.id === id && n > 0) ?? null;
}

/** `sweep run` of a study, as what would measure it. */
export function studyCommand(study: ShippedStudy): string {
  return `npm run -s lab -- sweep plan studies/${study}.json --out DIR && npm run -s lab -- sweep run DIR`;
}

/** `-0.4 points (-1.6 to 0.8)`, `3.1 tokens (1.2 to 5)`. */
export function differenceWords({ difference, hypothesis }: TestedHypothesis): string {
  const { kind, unit } = MEASURES[hypothesis.measure];
  const { value, low, high } = difference;
  if (kind === 'share') return `${points(value)} points (${points(low)} to ${points(high)})`;
  return `${fixed(value)} ${unit} (${fixed(low)} to ${fixed(high)})`;
}

/** `67.4 % (63.2 to 71.4)`, `31.2 tokens (28 to 34)`. */
export function estimateWords(
  { value, low, high }: Estimate,
  measure: TestedHypothesis['hypothesis']['measure'],
): string {
  const { kind, unit } = MEASURES[measure];
  if (kind === 'share') return `${percent(value)} (${points(low)} to ${points(high)})`;
  if (kind === 'count') return `${fixed(value)} ${unit}`;
  return `${fixed(value)} ${unit} (${fixed(low)} to ${fixed(high)})`;
}

export function points(share: number): string {
  return fixed(100 * share);
}
