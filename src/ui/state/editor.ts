import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Edit, type Edited, problemText } from '../../experiment/edit/edited.ts';
import type { Seats } from '../../experiment/edit/mute.ts';
import { editExperiment } from './composing.ts';
import { labStore } from './lab-store.ts';

export type EditorDialog = 'presets' | 'link' | 'paste' | 'fill' | 'own-model';

/** A refused edit that belongs to no field: what it was about, and why. */
export interface Refusal {
  /** `request/id`, `arm/name`, `pairs`: where the page shows it. */
  readonly place: string;
  readonly text: string;
}

interface EditorState {
  /** Id of the request whose card is open; one at a time. */
  readonly openRequest: string | null;
  /** Name of the arm that is open. */
  readonly openArm: string | null;
  readonly dialog: EditorDialog | null;
  readonly refusal: Refusal | null;
  /** The latest change, for screen readers. */
  readonly said: string;
  /** The experiment on screen was kept from an earlier visit. */
  readonly restored: boolean;
}

/** How the editor stands: which card is open, what was refused. The experiment itself is the lab store's. */
export const editorStore = createStore<EditorState>()(() => ({
  openRequest: null,
  openArm: null,
  dialog: null,
  refusal: null,
  said: '',
  restored: false,
}));

export function useEditor<Slice>(select: (state: EditorState) => Slice): Slice {
  return useStore(editorStore, select);
}

export interface EditOptions {
  /** Edits of one burst, such as the letters typed into a field, are undone together. */
  readonly burst?: string;
  /** Where a refusal is shown. */
  readonly place?: string;
  readonly say?: string;
  readonly muted?: Seats;
}

let burst: string | null = null;
let applying = false;

/** Applies an edit to the experiment being composed; a refused one changes nothing and is shown at its place. */
export function edit(change: Edit, options: EditOptions = {}): Edited {
  const result = change(labStore.getState().chosen.experiment);
  const { place, say } = options;
  if (!result.ok) {
    const text = result.problems.map(problemText).join('\n');
    if (place !== undefined) editorStore.setState({ refusal: { place, text }, said: text });
    return result;
  }
  // A paused history takes no new entry, so that undo goes back to before the burst.
  const history = labStore.temporal.getState();
  if (options.burst !== undefined && options.burst === burst) history.pause();
  applying = true;
  editExperiment(result.experiment, options.muted);
  applying = false;
  history.resume();
  burst = options.burst ?? null;
  editorStore.setState({ refusal: null, ...(say === undefined ? {} : { said: say }) });
  return result;
}

/** The next edit of the same field is undone by itself. */
export function endBurst(): void {
  burst = null;
}

export function openCard(id: string | null): void {
  editorStore.setState({ openRequest: id, refusal: null });
}

export function openArm(name: string | null): void {
  editorStore.setState({ openArm: name, refusal: null });
}

export function openEditorDialog(dialog: EditorDialog | null): void {
  editorStore.setState({ dialog });
}

/** Closes what was open of the experiment before. */
export function resetEditor(): void {
  burst = null;
  editorStore.setState({ openRequest: null, openArm: null, refusal: null, restored: false });
}

labStore.subscribe(({ chosen }, before) => {
  if (chosen === before.chosen) return;
  // Undo, redo and another experiment end a burst.
  if (!applying) burst = null;
  if (chosen.id !== before.chosen.id) resetEditor();
});
