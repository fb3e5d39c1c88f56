import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { pageOf } from './page-address.ts';

export type DialogName = 'palette' | 'shortcuts' | 'settings' | 'report' | 'share' | 'share-load';

interface ShellState {
  /** The dialog that is open: one at a time. */
  readonly dialog: DialogName | null;
}

/** What the shell shows of itself; nothing in it concerns an experiment. */
const shellStore = createStore<ShellState>()(() => ({ dialog: null }));

export function useShell<Slice>(select: (state: ShellState) => Slice): Slice {
  return useStore(shellStore, select);
}

export function openDialog(dialog: DialogName): void {
  shellStore.setState({ dialog });
}

/** What the page on screen has to share: under Load that is its crowd, elsewhere the lab's experiment. */
export function openShare(): void {
  openDialog(pageOf(location.hash).name === 'load' ? 'share-load' : 'share');
}

export function closeDialog(): void {
  shellStore.setState({ dialog: null });
}
