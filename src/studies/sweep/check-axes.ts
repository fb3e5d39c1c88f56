import { type FieldProblem, show } from '../../experiment/errors.ts';
import { type StudyAtCell, withValues } from './at-cell.ts';
import { differencesOf } from './content-hash.ts';
import { cellCount, cellsOf } from './jobs.ts';
import { repeated } from './repeated.ts';
import type { Study, StudyAxis } from './study-schema.ts';

/** Cells that are looked at one by one; of more, each value by itself. */
const MOST_CELLS = 256;

interface Checked {
  readonly problems: readonly FieldProblem[];
  /** Base and units as they are, and with each value by itself. */
  readonly variants: readonly StudyAtCell[];
}

/** What is wrong with a study's axes, and what they make of base and units. */
export function checkAxes(study: Study): Checked {
  const { axes } = study;
  const named = [...checkNames(axes), ...checkPlaces(axes)];
  const { problems, variants } = checkValues(study);
  if (named.length + problems.length > 0) return { problems: [...named, ...problems], variants };
  return { problems: [...checkSame(study), ...checkCells(study)], variants };
}

function checkNames(axes: readonly StudyAxis[]): FieldProblem[] {
  const labels = (axis: StudyAxis) => axis.values.map(({ label }) => label);
  return [
    ...repeated(
      axes.map(({ name }) => name),
      (place) => ['axes', place, 'name'],
      'name',
    ),
    ...axes.flatMap((axis, place) =>
      repeated(labels(axis), (index) => ['axes', place, 'values', index, 'label'], 'label'),
    ),
  ];
}

/** Two axes that set one place would each undo what the other did. */
function checkPlaces(axes: readonly StudyAxis[]): FieldProblem[] {
  const pathsOf = (axis: StudyAxis) => [...new Set(axis.values.flatMap(({ set }) => Object.keys(set)))];
  const within = (path: string, other: string) => path === other || path.startsWith(`${other}.`);
  const meet = (path: string, other: string) => within(path, other) || within(other, path);
  const between = axes.flatMap((axis, place) =>
    pathsOf(axis).flatMap((path): FieldProblem[] => {
      const before = axes.slice(0, place).find((other) => pathsOf(other).some((taken) => meet(path, taken)));
      const text = `expected a place that no other axis sets, found ${path}, which ${before?.name} sets too`;
      return before ? [{ path: ['axes', place], text }] : [];
    }),
  );
  const inside = axes.flatMap(({ values }, place) =>
    values.flatMap(({ set }, index): FieldProblem[] => {
      const paths = Object.keys(set);
      const path = paths.find((each) => paths.some((other) => other !== each && within(each, other)));
      const text = `expected places apart from each other, found ${path}, which is set twice`;
      return path === undefined ? [] : [{ path: ['axes', place, 'values', index, 'set'], text }];
    }),
  );
  return [...between, ...inside];
}

function checkValues(study: Study): Checked {
  const problems: FieldProblem[] = [];
  const { base, units } = study;
  const variants: StudyAtCell[] = [{ base, units }];
  study.axes.forEach((axis, place) => {
    axis.values.forEach((value, index) => {
      const found = withValues(study, [value]);
      const texts = 'problems' in found ? found.problems : otherUnits(study, found);
      const refuse = (text: string) => ({
        path: ['axes', place, 'values', index],
        text: `${axis.name} ${show(value.label)}: ${text}`,
      });
      problems.push(...texts.map(refuse));
      if (!('problems' in found)) variants.push(found);
    });
  });
  return { problems, variants };
}

/** Cells are compared unit by unit and arm by arm, and jobs are blocks of the same units in every cell. */
function otherUnits(before: StudyAtCell, after: StudyAtCell): string[] {
  const sameUnits = unitNames(before) === unitNames(after);
  const sameArms = armNames(before) === armNames(after);
  return [
    ...(sameUnits
      ? []
      : ['expected the same units in every cell, found others: no axis may set which or how many']),
    ...(sameArms ? [] : ['expected arms and pairs of the same names in every cell, found others']),
  ];
}

function armNames({ base: { arms, compare } }: StudyAtCell): string {
  return JSON.stringify([arms.map(({ name }) => name), compare]);
}

function unitNames({ base, units }: StudyAtCell): string {
  switch (units.kind) {
    case 'probes':
      return JSON.stringify(base.requests.flatMap(({ id, role }) => (role === 'probe' ? [id] : [])));
    case 'tasks':
      return JSON.stringify([units.count, units.perJob]);
    case 'prompts':
      return JSON.stringify([units.prompts.map(({ id }) => id), units.perJob]);
  }
}

/** Two values that do the same would be two names of the same jobs. */
function checkSame(study: Study): FieldProblem[] {
  return study.axes.flatMap((axis, place) =>
    repeated(
      differencesOf(study, axis).map(String),
      (index) => ['axes', place, 'values', index],
      'value',
    ).map(({ path }) => {
      const index = Number(path.at(-1));
      const text = `expected a value that does something else than those before it, found ${show(axis.values[index].label)}`;
      return { path, text };
    }),
  );
}

/** Values that go by themselves need not go together. */
function checkCells(study: Study): FieldProblem[] {
  if (cellCount(study) > MOST_CELLS) return [];
  return cellsOf(study).flatMap((cell) => {
    const values = study.axes.map(({ values }, axis) => values[cell[axis]]);
    const found = withValues(study, values);
    if (!('problems' in found)) return [];
    const words = values.map(({ label }, axis) => `${study.axes[axis].name} ${show(label)}`).join(', ');
    return found.problems.map((text) => ({ path: ['axes'], text: `${words}: ${text}` }));
  });
}
