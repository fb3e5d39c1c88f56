import { sequentialLevel } from '../../numerics/inference/sequential.ts';
import { cellsOf } from './analyse-cells.ts';
import { deviationsOf } from './analyse-deviations.ts';
import { testHypothesis } from './analyse-hypotheses.ts';
import { rowsOf } from './analyse-rows.ts';
import { oneResultEach } from './analyse-strata.ts';
import { variancesOf } from './analyse-variances.ts';
import { judged } from './analyse-verdicts.ts';
import type { MergedStudy } from './job.ts';
import type { StudyOutcome } from './outcome.ts';
import type { Hypothesis, Study } from './study-schema.ts';

interface AnalyseOptions {
  /** Which of the plan's analyses this is, from 1; left out: the last. */
  readonly look?: number;
  /** Hypotheses that the frozen study does not have; they are a family of their own, and change nothing of the planned ones. */
  readonly exploratory?: readonly Hypothesis[];
}

/**
 * What a study's merged results say: every cell summed up, and its hypotheses tested over pairs, corrected as a family and judged. The
 * same results give the same outcome to the bit, as every draw follows from the hypothesis's own words. Of a job that several devices ran one
 * result counts (`oneResultEach`). Throws RangeError of a look that
 * the plan does not have.
 */
export function analyseStudy(
  study: Study,
  all: MergedStudy,
  { look = study.plan.looks, exploratory = [] }: AnalyseOptions = {},
): StudyOutcome {
  const { alpha, looks } = study.plan;
  if (!(Number.isSafeInteger(look) && look >= 1 && look <= looks))
    throw new RangeError(`expected a look of 1 to ${looks}, as the study plans, found ${look}`);
  const { merged, repeated } = oneResultEach(all);
  const rows = rowsOf(merged);
  const variances = variancesOf(study, rows);
  const [tested, explored] = [study.hypotheses, exploratory].map((hypotheses) =>
    hypotheses.map((hypothesis) => testHypothesis(study, rows, hypothesis)),
  );
  const jobs = {
    planned: merged.planned,
    done: merged.jobs.length,
    rerun: merged.reruns.jobs.length,
    differing: merged.reruns.differing.length,
  };
  return {
    version: 1,
    study: merged.study,
    definition: study,
    strata: merged.strata,
    jobs,
    cells: cellsOf(study, rows),
    ...(variances.length > 0 && { variances }),
    hypotheses: [...judged(tested, study, look, true), ...judged(explored, study, look, false)],
    deviations: deviationsOf(study, merged, { ...jobs, repeated }, [...tested, ...explored], look),
    look: looks === 1 ? null : { of: looks, now: look, alpha: sequentialLevel(alpha, looks, look) },
  };
}
