import { flushSync } from 'react-dom';
import { duplicateArm, duplicateInvariant, moveArm, removeArm } from '../../../experiment/edit/arms.ts';
import type { Edited } from '../../../experiment/edit/edited.ts';
import { edit, openArm } from '../../state/editor.ts';
import { dropDrafts } from '../../state/editor-drafts.ts';
import { armRows } from '../../state/editor-rows.ts';
import { labStore } from '../../state/lab-store.ts';

export function moveArmRow(name: string, to: number): void {
  const count = names().length;
  if (to < 0 || to >= count) return;
  const say = `${name} moved to place ${to + 1} of ${count}.`;
  flushSync(() => edit((before) => moveArm(before, name, to), { place: `arm/${name}`, say }));
  focusArm(name);
}

/** Copies an arm, as it is or with every operation invariant, and opens the copy. */
export function copyArm(name: string, how: 'same' | 'invariant'): void {
  const known = new Set(names());
  const copy = how === 'same' ? duplicateArm : duplicateInvariant;
  const result: Edited = flushSync(() =>
    edit((before) => copy(before, name), { place: `arm/${name}`, say: `${name} duplicated.` }),
  );
  const added = names().find((each) => !known.has(each));
  if (!result.ok || added === undefined) return;
  flushSync(() => openArm(added));
  focusArm(added);
}

export function removeArmRow(name: string): void {
  const before = names();
  const at = before.indexOf(name);
  const place = `arm/${name}`;
  const result: Edited = flushSync(() =>
    edit((experiment) => removeArm(experiment, name), { place, say: `${name} removed.` }),
  );
  if (!result.ok) return;
  dropDrafts(`${armRows.of(name)}/`);
  focusArm(before[at + 1] ?? before[at - 1]);
}

function names(): string[] {
  return labStore.getState().chosen.experiment.arms.map(({ name }) => name);
}

function focusArm(name: string): void {
  const id = `arm-${armRows.of(name)}`;
  // It may be among those that are folded away, of which only an open one is shown.
  if (!document.getElementById(id)) flushSync(() => openArm(name));
  document.getElementById(id)?.focus();
}
