import { type Experiment, type ExperimentArm, parseExperiment } from '../experiment/schema.ts';
import { WIDTH_CHOICES } from '../numerics/dtypes.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';
import { decimalNumber, oneOf, UsageError } from './usage.ts';

/** What `--dynamic` may be. */
export const DYNAMIC_WORDS = `LOW:BITS or LOW:BITS:BY, LOW q4 or q8, BY ${WIDTH_CHOICES.join(', ')}`;

/** Of `q4:6.5` or `q4:6.5:batch`; null for `none`, and where nothing is given. Throws UsageError. */
export function dynamicAsked(word: string | undefined): WidthsAsked | null {
  if (word === undefined || word === 'none') return null;
  const [name, bits, by = 'row', ...more] = word.split(':');
  if (bits === undefined || more.length > 0)
    throw new UsageError(`--dynamic: expected ${DYNAMIC_WORDS}, as in q4:6.5:row, or none, found "${word}"`);
  return {
    low: oneOf('dynamic LOW', name, ['q4', 'q8'] as const),
    targetBits: decimalNumber('dynamic BITS', bits),
    per: oneOf('dynamic BY', by, WIDTH_CHOICES),
  };
}

/** An arm with two widths, or with `none` one; as it is where nothing is asked for. Throws UsageError. */
export function withWidths(arm: ExperimentArm, word: string | undefined): ExperimentArm {
  if (word === undefined) return arm;
  const { dynamic: _, ...one } = arm;
  const dynamic = dynamicAsked(word);
  return dynamic ? { ...one, dynamic } : one;
}

/** An experiment with such widths in every arm. Throws UsageError, and ExperimentError where they do not go with an arm. */
export function widthsInArms(experiment: Experiment, word: string | undefined): Experiment {
  if (word === undefined) return experiment;
  return parseExperiment({
    ...{ ...experiment, version: 3 },
    arms: experiment.arms.map((arm) => withWidths(arm, word)),
  });
}
