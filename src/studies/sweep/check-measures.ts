import type { FieldProblem } from '../../experiment/errors.ts';
import type { StudyAtCell } from './at-cell.ts';
import { MEASURES } from './measures.ts';
import { repeated } from './repeated.ts';
import type { Study } from './study-schema.ts';

/** What a study's measures and seeds ask of the rest of it; `variants` are base and units as they are and with each value of its axes. */
export function checkMeasures(study: Study, variants: readonly StudyAtCell[]): FieldProblem[] {
  const { seeds, measures, base } = study;
  const needs = measures.flatMap((measure, index): FieldProblem[] => {
    const text = needOf(measure, study, variants);
    return text === null ? [] : [{ path: ['measures', index], text: `${measure} needs ${text}` }];
  });
  return [
    ...repeated(seeds, (index) => ['seeds', index], 'seed'),
    ...repeated(measures, (index) => ['measures', index], 'measure'),
    ...needs,
    ...(base.shaders
      ? [{ path: ['base', 'shaders'], text: 'expected none: a study runs the lab’s own kernels, found some' }]
      : []),
  ];
}

/** What a measure cannot do without and does not have, and what was found; null where it has all. */
function needOf(
  measure: Study['measures'][number],
  { units }: Study,
  variants: readonly StudyAtCell[],
): string | null {
  if (measure === 'pass' && units.kind !== 'tasks') return `units of tasks, found ${units.kind}`;
  if (MEASURES[measure].pair && variants.some(({ base }) => base.compare.length === 0))
    return 'pairs of arms in base.compare, found none';
  const speculates = variants.some(({ base }) =>
    base.arms.some(({ speculation }) => speculation !== undefined),
  );
  if (measure === 'accepted' && !speculates)
    return 'an arm that speculates in base or by an axis, found none';
  return null;
}
