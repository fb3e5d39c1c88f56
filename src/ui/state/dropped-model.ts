import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { OwnFile } from '../../model/sources/own-files.ts';
import { openEditorDialog } from './editor.ts';

interface DroppedState {
  /** Files of a model that were dropped somewhere on the page; null once its dialog has taken them. */
  readonly files: readonly OwnFile[] | null;
}

const droppedStore = createStore<DroppedState>(() => ({ files: null }));

/** Opens the dialog for models of one's own with files that were dropped outside of it. */
export async function openDroppedModel(files: Promise<readonly OwnFile[]>): Promise<void> {
  openEditorDialog('own-model');
  droppedStore.setState({ files: await files });
}

export function useDroppedModel(): DroppedState['files'] {
  return useStore(droppedStore, ({ files }) => files);
}

export function forgetDropped(): void {
  droppedStore.setState({ files: null });
}
