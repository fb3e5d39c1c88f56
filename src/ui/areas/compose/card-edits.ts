import { flushSync } from 'react-dom';
import type { Edit, Edited } from '../../../experiment/edit/edited.ts';
import { noiseRequests, textRequests } from '../../../experiment/edit/new-request.ts';
import {
  addRequests,
  duplicateRequest,
  idsOf,
  moveRequest,
  removeRequest,
} from '../../../experiment/edit/requests.ts';
import { rerollNoise } from '../../../experiment/edit/reroll.ts';
import { type Experiment, NOISE_KINDS } from '../../../experiment/schema.ts';
import { type EditOptions, edit, openCard } from '../../state/editor.ts';
import { dropDrafts } from '../../state/editor-drafts.ts';
import { requestRows } from '../../state/editor-rows.ts';
import { labStore } from '../../state/lab-store.ts';

const NEW_NOISE_TOKENS = 16;

/** A seed that no one has to think of. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] % 10_000;
}

export function moveCard(id: string, to: number): void {
  const { requests } = chosen();
  if (to < 0 || to >= requests.length) return;
  const say = `${id} moved to place ${to + 1} of ${requests.length}.`;
  editNow((experiment) => moveRequest(experiment, id, to), { place: `request/${id}`, say });
  focusCard(id);
}

export function removeCard(id: string): void {
  const before = idsOf(chosen());
  const at = before.indexOf(id);
  const place = `request/${id}`;
  const result = editNow((experiment) => removeRequest(experiment, id), { place, say: `${id} removed.` });
  if (!result.ok) return;
  dropDrafts(`${requestRows.of(id)}/`);
  focusCard(before[at + 1] ?? before[at - 1]);
}

export function duplicateCard(id: string): void {
  const place = `request/${id}`;
  const added = addedBy((experiment) => duplicateRequest(experiment, id), place);
  if (added === null) return;
  flushSync(() => openCard(added));
  focusCard(added);
}

/** Adds a batchmate whose text is still to be written; the focus goes to that text. */
export function addText(): void {
  const added = addedBy((experiment) => addRequests(experiment, textRequests(experiment, [''], 'clean')));
  openCard(added);
}

/** Adds a batchmate of generated noise, of a kind that is not there yet, and opens it. */
export function addNoise(): void {
  const used = chosen().requests.map(({ noise }) => noise?.kind);
  const kind =
    NOISE_KINDS.find((each) => !used.includes(each)) ?? NOISE_KINDS[used.length % NOISE_KINDS.length];
  const noise = { kind, seed: freshSeed(), tokens: NEW_NOISE_TOKENS };
  const added = addedBy((experiment) => addRequests(experiment, noiseRequests(experiment, [noise])));
  if (added === null) return;
  flushSync(() => openCard(added));
  focusCard(added);
}

/** Gives every generated request another seed. */
export function rerollAll(): void {
  const seed = freshSeed();
  edit((experiment) => rerollNoise(experiment, seed), {
    place: 'batch',
    say: 'Every noise seed is another one.',
  });
}

/** Id of the request that an edit adds; null where it is refused. */
function addedBy(change: Edit, place = 'batch'): string | null {
  const known = new Set(idsOf(chosen()));
  const result = editNow(change, { place, say: 'Request added.' });
  return result.ok ? (idsOf(result.experiment).find((id) => !known.has(id)) ?? null) : null;
}

/** Applies an edit and draws it before going on, so that the focus finds what is new. */
function editNow(change: Edit, options: EditOptions): Edited {
  return flushSync(() => edit(change, options));
}

function focusCard(id: string): void {
  const head = `${requestRows.of(id)}-open`;
  // It may be among those that are folded away, of which only an open one is shown.
  if (!document.getElementById(head)) flushSync(() => openCard(id));
  document.getElementById(head)?.focus();
}

function chosen(): Experiment {
  return labStore.getState().chosen.experiment;
}
