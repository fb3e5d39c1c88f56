import { canonicalJson } from '../../experiment/canonical.ts';
import { type FieldProblem, oneOf, show } from '../../experiment/errors.ts';
import { MEASURES } from './measures.ts';
import { repeated } from './repeated.ts';
import type { Hypothesis, Selection, Study } from './study-schema.ts';

/** Hypotheses speak of measures, axes, values and arms that the study has, and of two sides that differ. */
export function checkHypotheses(study: Study): FieldProblem[] {
  const { hypotheses } = study;
  return [
    ...repeated(
      hypotheses.map(({ id }) => id),
      (index) => ['hypotheses', index, 'id'],
      'id',
    ),
    ...hypotheses.flatMap((hypothesis, index) =>
      checkHypothesis(study, hypothesis).map(({ path, text }) => ({
        path: ['hypotheses', index, ...path],
        text,
      })),
    ),
  ];
}

function checkHypothesis(study: Study, hypothesis: Hypothesis): FieldProblem[] {
  const { measure, a, b, kind, smallest } = hypothesis;
  const problems = (['a', 'b'] as const).flatMap((side) =>
    checkSelection(study, hypothesis, hypothesis[side]).map(({ path, text }) => ({
      path: [side, ...path],
      text,
    })),
  );
  if (!study.measures.includes(measure))
    problems.push({
      path: ['measure'],
      text: `expected one of the study's measures, ${oneOf(study.measures)}, found ${show(measure)}`,
    });
  if (canonicalJson(a) === canonicalJson(b))
    problems.push({ path: ['b'], text: 'expected observations other than those of a, found the same' });
  if (kind === 'equivalence' && smallest === 0)
    problems.push({
      path: ['smallest'],
      text: 'expected an effect above 0 that equivalence is tested against, found 0',
    });
  return problems;
}

function checkSelection(study: Study, { measure }: Hypothesis, selection: Selection): FieldProblem[] {
  const { axes, arm, unitKind } = selection;
  const problems = Object.entries(axes).flatMap(([name, label]): FieldProblem[] => {
    const axis = study.axes.find((each) => each.name === name);
    const path = ['axes', name];
    if (!axis)
      return [{ path, text: `expected the name of an axis, ${listed(study.axes.map((each) => each.name))}` }];
    const labels = axis.values.map((value) => value.label);
    return labels.includes(label) ? [] : [{ path, text: `expected ${listed(labels)}, found ${show(label)}` }];
  });
  const arms = armsOf(study, MEASURES[measure].pair);
  if (arm !== undefined && !arms.includes(arm))
    problems.push({ path: ['arm'], text: `expected ${listed(arms)}, found ${show(arm)}` });
  const kinds = unitKindsOf(study);
  if (unitKind !== undefined && kinds !== null && !kinds.includes(unitKind))
    problems.push({ path: ['unitKind'], text: `expected ${listed(kinds)}, found ${show(unitKind)}` });
  return problems;
}

/** A pair's measure is told at the first of its arms. */
function armsOf({ base }: Study, pair: boolean): string[] {
  const first = base.compare.map(([a]) => a);
  return pair ? [...new Set(first)] : base.arms.map(({ name }) => name);
}

/** Null: the model's tasks say. */
function unitKindsOf({ units }: Study): string[] | null {
  if (units.kind === 'tasks') return null;
  return units.kind === 'prompts' ? [...new Set(units.prompts.map(({ kind }) => kind))] : [];
}

function listed(values: readonly string[]): string {
  const [some, rest] = [values.slice(0, 8), values.length - 8];
  if (values.length === 0) return 'none';
  return `${oneOf(some)}${rest > 0 ? ` or ${rest} more` : ''}`;
}
