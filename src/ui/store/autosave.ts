import { z } from 'zod';
import { experimentSchema } from '../../experiment/schema.ts';
import { add, chooseExperiment } from './actions.ts';
import { editorStore } from './editor.ts';
import { PLACES } from './kept-places.ts';
import type { NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';

const DELAY_MS = 400;

const keptSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1).max(300),
  edited: z.boolean(),
  experiment: experimentSchema,
  muted: z.record(
    z.string(),
    z.array(z.strictObject({ arm: z.string(), place: z.int().min(0).nullable() })).max(64),
  ),
});

/** The text to keep of an experiment being composed. */
export function keptText({ id, experiment, edited = false, muted = {} }: NamedExperiment): string {
  return JSON.stringify({ version: 1, id, edited, experiment, muted });
}

/** What was kept, checked like any other file; null where it is broken, foreign or of another version. */
export function readKept(text: string | null): NamedExperiment | null {
  try {
    const { version: _, ...kept } = keptSchema.parse(JSON.parse(text ?? 'null'));
    return kept;
  } catch {
    return null;
  }
}

/**
 * Puts the experiment of an earlier visit on screen; does nothing where none was kept. Where a link was opened, that stands,
 * and the earlier one is offered.
 */
export function restoreComposed(linkOpened: boolean): void {
  const kept = readKept(stored());
  if (kept && !linkOpened) {
    bringBack(kept);
    editorStore.setState({ restored: true });
  } else if (kept?.edited) labStore.setState({ left: kept });
  // Where the visit began is nothing to undo to.
  labStore.temporal.getState().clear();
}

/** Opens again what another experiment took the place of, or what an earlier visit left. */
export function bringBack(kept: NamedExperiment): void {
  const preset = labStore.getState().experiments.find(({ id }) => id === kept.id);
  // An unchanged preset is opened as this version of the page has it.
  if (preset && !kept.edited) chooseExperiment(preset.id);
  else if (preset) labStore.setState({ chosen: kept });
  else add(kept);
  labStore.setState({ left: null });
}

/** Keeps the experiment being composed from now on: soon after each change, and when the page is left. */
export function startAutosave(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    store(labStore.getState());
  };
  labStore.subscribe(({ chosen }, before) => {
    if (chosen === before.chosen) return;
    clearTimeout(timer);
    timer = setTimeout(save, DELAY_MS);
  });
  const flush = () => timer !== undefined && save();
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);
}

/** Forgets what was kept and opens what a first visit shows. */
export function startOver(): void {
  const [first] = labStore.getState().experiments;
  chooseExperiment(first.id);
  labStore.setState({ left: null });
  editorStore.setState({ restored: false });
}

function stored(): string | null {
  try {
    return localStorage.getItem(PLACES.composed);
  } catch {
    return null;
  }
}

function store({ chosen, experiments, embed }: ReturnType<typeof labStore.getState>): void {
  // A page inside another one is read, not composed in.
  if (embed) return;
  try {
    // What a first visit shows needs no keeping.
    if (chosen === experiments[0]) localStorage.removeItem(PLACES.composed);
    else localStorage.setItem(PLACES.composed, keptText(chosen));
  } catch {
    // Storage is full or forbidden: the experiment lives as long as the page.
  }
}
