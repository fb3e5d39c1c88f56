import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type DialogName = 'palette' | 'shortcuts' | 'settings' | 'report' | 'share';

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

export function closeDialog(): void {
  shellStore.setState({ dialog: null });
}
