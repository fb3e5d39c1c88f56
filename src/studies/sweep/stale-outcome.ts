import { studyAtCell } from './at-cell.ts';
import { cellsOf, studyHash } from './jobs.ts';
import type { StudyOutcome } from './outcome.ts';
import { rulesOf } from './provenance.ts';
import type { Study } from './study-schema.ts';

/**
 * Why a study's outcome is no longer what running it would give, a sentence each: another study, other versions of rules, other weights, or
 * jobs that are not done. `hashOf`: of a model as it is now. Empty where it holds.
 */
export async function stalenessOf(
  study: Study,
  outcome: StudyOutcome,
  hashOf: (model: string) => Promise<string>,
): Promise<string[]> {
  const { id } = study;
  const problems: string[] = [];
  const hash = studyHash(study);
  if (outcome.study !== hash)
    problems.push(`${id}: its outcome is of study ${outcome.study}, the study is ${hash} now`);
  const { planned, done, differing } = outcome.jobs;
  if (done < planned) problems.push(`${id}: ${planned - done} of ${planned} jobs are not done`);
  if (differing > 0) problems.push(`${id}: ${differing} jobs gave other bits when they were run again`);
  for (const stratum of outcome.strata) {
    const rules = cellsOf(study).flatMap((cell) => rulesOf(studyAtCell(study, cell), stratum));
    const now = [...new Set(rules)].toSorted().join(', ');
    const then = stratum.rules.join(', ');
    if (then !== now) problems.push(`${id}: its outcome is by the rules ${then}, which are ${now} now`);
    for (const { name, hash: weights } of stratum.models) {
      const found = await hashOf(name);
      if (weights !== found)
        problems.push(`${id}: its outcome is of ${name} with weights ${weights}, which are ${found} now`);
    }
  }
  return problems;
}
