import { ExperimentError, show } from '../../../experiment/errors.ts';
import { withValues } from '../../../studies/sweep/at-cell.ts';
import type { Study } from '../../../studies/sweep/study-schema.ts';

/**
 * Throws ExperimentError where a study that came through a queue names a model by a source or a file that `--model` does not name as well: nothing is
 * read, let alone fetched, because a queue says so.
 */
export function checkSources(study: Study, allowed: readonly string[]): void {
  const problems = new Set(problemsOf(study, allowed));
  for (const { values } of study.axes)
    for (const value of values) {
      const found = withValues(study, [value]);
      if ('base' in found) for (const problem of problemsOf(found, allowed)) problems.add(problem);
      // What is whole only beside another axis's value cannot be looked at by itself.
      else if (Object.keys(value.set).some((path) => path.startsWith('base.model')))
        problems.add(`axes: expected values that name a model by themselves, found ${show(value.label)}`);
    }
  if (problems.size > 0) throw new ExperimentError([...problems]);
}

function problemsOf({ base: { model } }: Pick<Study, 'base'>, allowed: readonly string[]): string[] {
  const named = model.source ?? model.file?.name;
  if (named === undefined || (model.source !== undefined && allowed.includes(named))) return [];
  return [
    `base.model: expected one that ships with the lab, a random one, or one that --model names, found ${show(named)}`,
  ];
}
