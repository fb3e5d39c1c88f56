import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/**
 * `ready`: a newer release waits. `taken`: another tab took it into use, and this one goes on with its own. `gone`: part of this
 * release could not be had any more.
 */
export type UpdateState = 'ready' | 'taken' | 'gone';

interface Update {
  readonly state: UpdateState;
  /** Loads this page again, in the newest release that is to be had. */
  readonly load: () => void;
}

/** Null while there is nothing to say. */
export const updateStore = createStore<{ readonly update: Update | null }>()(() => ({ update: null }));

export function useUpdate(): Update | null {
  return useStore(updateStore, ({ update }) => update);
}

export function dismissUpdate(): void {
  updateStore.setState({ update: null });
}

export function tellOfUpdate(state: UpdateState, load: () => void): void {
  updateStore.setState({ update: { state, load } });
}
