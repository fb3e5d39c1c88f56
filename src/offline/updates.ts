import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/**
 * `ready`: a newer release waits. `taken`: another tab took it into use, and this one goes on with its own. `gone`: part of this
 * release could not be had any more.
 */
export type UpdateState = 'ready' | 'taken' | 'gone';

/** Said where something failed that a host's having gone on may be the reason for. */
export const OPEN_FOR_LONG =
  'If this page has been open for long, a newer version may have taken the place of its files on the server: load the page again.';

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
