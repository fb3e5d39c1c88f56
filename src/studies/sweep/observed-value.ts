import { show } from '../../experiment/errors.ts';
import { MEASURES, type Measure } from './measures.ts';

/** What a measure's values are beyond what its kind says. */
const WHOLE: ReadonlySet<Measure> = new Set(['length', 'steps', 'tokensToFork']);
/** Counted in tokens of an answer, so no more than a unit may generate. */
const OF_ANSWER: ReadonlySet<Measure> = new Set(['length', 'tokensToFork']);

/**
 * Why a value is none that a measure gives, `expected …, found …`; null where it may be one. `most`: tokens that the unit may generate, null
 * where nobody here knows. A `pass` is told of every answer, whatever became of it; everything else may have nothing to take.
 */
export function valueProblem(
  measure: Measure,
  value: number | null | undefined,
  most: number | null,
): string | null {
  const refuse = (expected: string) => `expected ${expected}, found ${show(value)}`;
  if (value === undefined) return refuse('a value or null, as the study measures it');
  if (value === null) return measure === 'pass' ? refuse('0 or 1') : null;
  if (MEASURES[measure].kind === 'share') return value === 0 || value === 1 ? null : refuse('0 or 1');
  if (measure === 'distinct') return value === 1 ? null : refuse('1');
  const limit = OF_ANSWER.has(measure) ? most : null;
  const range = limit === null ? 'of at least 0' : `from 0 to ${limit}`;
  const inside = value >= 0 && value <= (limit ?? Number.MAX_VALUE);
  if (WHOLE.has(measure))
    return Number.isSafeInteger(value) && inside ? null : refuse(`a whole number ${range}`);
  return inside ? null : refuse(`a number ${range}`);
}
