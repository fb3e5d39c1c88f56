import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  INITIAL_SHARED,
  readSharedPlace,
  type SharedPlace,
  sharedPath,
  sharedProblem,
} from '../../../../workbench/shared/shared-place.ts';

interface WorkersState {
  readonly place: SharedPlace;
  /** Why the link that was followed is no place. */
  readonly refused: string | null;
}

const workersStore = createStore<WorkersState>()(() => ({ place: INITIAL_SHARED, refused: null }));

export function useWorkers<Slice>(select: (state: WorkersState) => Slice): Slice {
  return useStore(workersStore, select);
}

/** Goes where a link says; an empty one stays where the visitor was. */
export function followWorkers(path: readonly string[]): void {
  if (path.length === 0) {
    workersStore.setState({ refused: null });
    return;
  }
  try {
    workersStore.setState({ place: readSharedPlace(path), refused: null });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    workersStore.setState({ refused: error.message });
  }
}

/** What cannot be is not gone to. The address always leads here; the page does not move. */
export function changeShared(change: Partial<SharedPlace>): void {
  const place = { ...workersStore.getState().place, ...change };
  if (sharedProblem(place)) return;
  workersStore.setState({ place, refused: null });
  history.replaceState(null, '', `#kernels/workers/${sharedPath(place).join('/')}`);
}
