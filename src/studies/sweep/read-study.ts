import {
  describeIssue,
  ExperimentError,
  type FieldProblem,
  fieldProblems,
  problemLine,
} from '../../experiment/errors.ts';
import { checkAxes } from './check-axes.ts';
import { checkHypotheses } from './check-hypotheses.ts';
import { checkMeasures } from './check-measures.ts';
import { jobCount } from './jobs.ts';
import { MOST_JOBS, type Study, studySchema } from './study-schema.ts';
import { checkPlaces } from './unit-places.ts';

/**
 * Validates a study once, at the boundary, and resolves its defaults. A parsed study parses to itself. Throws ExperimentError, which
 * names every field that is wrong, what was expected there and what was found.
 */
export function parseStudy(json: unknown): Study {
  if (isDeeper(json, MOST_LEVELS))
    throw new ExperimentError([`study: expected at most ${MOST_LEVELS} levels, found values nested deeper`]);
  const parsed = studySchema.safeParse(json, { error: describeIssue });
  const problems = parsed.success ? problemsOf(parsed.data) : fieldProblems(parsed.error.issues);
  if (!parsed.success || problems.length > 0) throw new ExperimentError(problems.map(lineOf));
  return parsed.data;
}

/** Deeper than any field goes, and far from what the stack takes. */
const MOST_LEVELS = 64;

function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => isDeeper(value, levels - 1));
}

/** What the schema leaves open: what a study's parts say of each other. */
function problemsOf(study: Study): readonly FieldProblem[] {
  // First: what comes after takes time for each value of an axis.
  const size = checkSize(study);
  if (size.length > 0) return size;
  const { problems, variants } = checkAxes(study);
  return [
    ...problems,
    ...checkPlaces(variants),
    ...checkMeasures(study, variants),
    ...checkHypotheses(study),
  ];
}

/** As far as it is known without the model's tasks. */
function checkSize(study: Study): FieldProblem[] {
  const { units } = study;
  const known = units.kind === 'prompts' ? units.prompts.length : units.kind === 'tasks' ? units.count : null;
  const jobs = jobCount(study, known ?? 1);
  if (jobs <= MOST_JOBS) return [];
  return [{ path: ['axes'], text: `expected at most ${MOST_JOBS} jobs, found ${jobs}` }];
}

/** What is wrong with all of it is said of the study. */
function lineOf(problem: FieldProblem): string {
  return problem.path.length === 0 ? `study: ${problem.text}` : problemLine(problem);
}
