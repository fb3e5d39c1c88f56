import { describeIssue, ExperimentError, problemLines } from '../../experiment/errors.ts';
import { PlaceError, putAt } from './put-at.ts';
import { type Study, type StudyAxis, studySchema } from './study-schema.ts';

/** What a job runs: the study's base and units with the values of its cell. */
export type StudyAtCell = Pick<Study, 'base' | 'units'>;

type AxisValue = StudyAxis['values'][number];

const cellSchema = studySchema.pick({ base: true, units: true });

/** Base and units with a cell's values, all defaults resolved. Throws ExperimentError naming axes and values where they do not go together. */
export function studyAtCell(
  study: Pick<Study, 'base' | 'units' | 'axes'>,
  cell: readonly number[],
): StudyAtCell {
  const values = study.axes.map(({ values }, axis) => values[cell[axis]]);
  const found = withValues(study, values);
  if ('base' in found) return found;
  const words = values.map(({ label }, axis) => `${study.axes[axis].name} "${label}"`).join(', ');
  throw new ExperimentError(found.problems.map((problem) => `${words}: ${problem}`));
}

/** The same of some values, with what is wrong in the place of an error. */
export function withValues(
  { base, units }: StudyAtCell,
  values: readonly AxisValue[],
): StudyAtCell | { readonly problems: readonly string[] } {
  try {
    let at: unknown = { base, units };
    for (const { set } of values)
      for (const [path, value] of Object.entries(set)) at = putAt(at, path, value);
    const parsed = cellSchema.safeParse(at, { error: describeIssue });
    return parsed.success ? parsed.data : { problems: problemLines(parsed.error.issues) };
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    return { problems: [error.message] };
  }
}
