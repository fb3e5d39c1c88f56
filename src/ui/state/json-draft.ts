import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { replaceExperiment } from '../../experiment/edit/replace.ts';
import { ExperimentError, type FieldProblem, problemLine } from '../../experiment/errors.ts';
import { decodeLink, isLink } from '../../experiment/link.ts';
import { LinkError } from '../../experiment/link-error.ts';
import { MOST_FILE_BYTES } from '../../experiment/read-experiment.ts';
import { JsonError, parseJson } from '../../experiment/read-json.ts';
import { checkExperiment, type Experiment } from '../../experiment/schema.ts';
import { edit } from './editor.ts';
import { labStore } from './lab-store.ts';

/** What is wrong with a text, and where. */
export interface TextProblem {
  readonly text: string;
  /** Where it stops being JSON, in UTF-16 units. */
  readonly at?: number;
  /** The field of the experiment that is refused. */
  readonly path?: FieldProblem['path'];
}

/** A text that is no experiment (yet). It is never thrown away: only its being right or its writer ends it. */
export interface JsonDraft {
  readonly text: string;
  readonly problems: readonly TextProblem[];
  /** The experiment when this was begun; null where that was before the page was loaded again. */
  readonly base: Experiment | null;
}

interface JsonState {
  readonly shown: 'form' | 'json';
  readonly draft: JsonDraft | null;
}

/** Edits of the text in one go are undone together. */
const BURST = 'json';
const PLACE = 'batchmates.json';

export const jsonStore = createStore<JsonState>()(() => ({ shown: 'form', draft: keptDraft() }));

export function useJson<Slice>(select: (state: JsonState) => Slice): Slice {
  return useStore(jsonStore, select);
}

export function showJson(shown: JsonState['shown']): void {
  jsonStore.setState({ shown });
}

/** Puts a typed text into the experiment where it is one; where it is none, it waits as a draft. */
export function takeJson(text: string): void {
  const { experiment } = labStore.getState().chosen;
  const checked = checkText(text);
  if (!checked.ok) {
    const base = jsonStore.getState().draft?.base ?? experiment;
    keepDraft({ text, problems: checked.problems, base });
    return;
  }
  keepDraft(null);
  edit((before) => replaceExperiment(before, checked.experiment), { burst: BURST });
}

/** The experiment as it stands takes the draft's place. */
export function discardJson(): void {
  keepDraft(null);
}

type Checked =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly TextProblem[] };

/** The experiment of a text: its JSON, or a link. */
export function checkText(text: string): Checked {
  if (text.length > MOST_FILE_BYTES)
    return refusedFor(`expected at most ${MOST_FILE_BYTES} characters, found ${text.length}`);
  try {
    const checked = checkExperiment(parseJson(text));
    if (checked.ok) return checked;
    const problems = checked.problems.map((problem) => ({ text: problemLine(problem), path: problem.path }));
    return { ok: false, problems };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    if (isLink(text)) return experimentOfLink(text);
    return { ok: false, problems: [{ text: error.message, ...(error.at !== null && { at: error.at }) }] };
  }
}

function experimentOfLink(text: string): Checked {
  try {
    return { ok: true, experiment: decodeLink(text).experiment };
  } catch (error) {
    if (error instanceof LinkError || error instanceof ExperimentError) return refusedFor(error.message);
    throw error;
  }
}

function refusedFor(text: string): Checked {
  return { ok: false, problems: [{ text }] };
}

/** In this tab's session too: a page that is loaded again has it still. */
function keepDraft(draft: JsonDraft | null): void {
  jsonStore.setState({ draft });
  try {
    if (draft === null) sessionStorage.removeItem(PLACE);
    else sessionStorage.setItem(PLACE, draft.text);
  } catch {
    // Where the browser forbids to keep it, it lives as long as the page.
  }
}

function keptDraft(): JsonDraft | null {
  try {
    const text = sessionStorage.getItem(PLACE);
    if (text === null) return null;
    const checked = checkText(text);
    return checked.ok ? null : { text, problems: checked.problems, base: null };
  } catch {
    return null;
  }
}
