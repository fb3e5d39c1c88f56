import { renameArm } from '../../experiment/edit/arms.ts';
import type { Edited } from '../../experiment/edit/edited.ts';
import { isMuted, muteRequest, renamedSeats, seatsOf, unmuteRequest } from '../../experiment/edit/mute.ts';
import { renameRequest } from '../../experiment/edit/requests.ts';
import { edit, editorStore } from './editor.ts';
import { labStore } from './lab-store.ts';

/** Gives the rows of a list keys that survive renaming, so that a renamed row keeps its fields and the focus in them. */
export class RowKeys {
  readonly #keys = new Map<string, string>();
  #next = 0;

  of(name: string): string {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = `row-${this.#next++}`;
    this.#keys.set(name, key);
    return key;
  }

  renamed(from: string, to: string): void {
    this.#keys.set(to, this.of(from));
    this.#keys.delete(from);
  }
}

export const requestRows = new RowKeys();
export const armRows = new RowKeys();

/** Renames a request; its card stays open, and its seats stay known. */
export function renameRequestRow(from: string, to: string): Edited {
  const muted = renamedSeats(labStore.getState().chosen.muted ?? {}, 'request', from, to);
  const result = edit((experiment) => renameRequest(experiment, from, to), { muted });
  if (result.ok) {
    requestRows.renamed(from, to);
    editorStore.setState(({ openRequest }) => (openRequest === from ? { openRequest: to } : {}));
  }
  return result;
}

export function renameArmRow(from: string, to: string): Edited {
  const muted = renamedSeats(labStore.getState().chosen.muted ?? {}, 'arm', from, to);
  const result = edit((experiment) => renameArm(experiment, from, to), { muted });
  if (result.ok) {
    armRows.renamed(from, to);
    editorStore.setState(({ openArm }) => (openArm === from ? { openArm: to } : {}));
  }
  return result;
}

/** Takes a request out of every arm, or puts it back where it sat. */
export function toggleMute(id: string): void {
  const { experiment, muted = {} } = labStore.getState().chosen;
  const place = `request/${id}`;
  if (isMuted(experiment, id)) {
    const { [id]: seats, ...others } = muted;
    edit((before) => unmuteRequest(before, id, seats), { place, muted: others, say: `${id} is back.` });
  } else {
    const seats = { ...muted, [id]: seatsOf(experiment, id) };
    edit((before) => muteRequest(before, id), { place, muted: seats, say: `${id} is muted.` });
  }
}
