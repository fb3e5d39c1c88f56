import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Edit, type Edited, problemText } from '../../experiment/edit/edited.ts';
import { edit, endBurst } from './editor.ts';

/** What a visitor typed into a field. It outlives the field: a closed card loses nothing. */
interface Draft {
  readonly text: string;
  /** The experiment's own text when this was typed: where that has changed since, by undo or elsewhere, the draft is stale. */
  readonly base: string;
  /** Why the text is not in the experiment; null where it is. */
  readonly problem: string | null;
}

type Drafts = Readonly<Record<string, Draft>>;

/** By `row/field`. */
export const draftStore = createStore<Drafts>()(() => ({}));

/** How a field's text gets into the experiment. */
export interface Reading {
  /** `row/field`: the field is named as the experiment names it. */
  readonly key: string;
  /** The text as the experiment has it. */
  readonly own: string;
  /** Applies the text; a string says what is wrong with it. */
  readonly apply: (text: string) => Edited | string;
  /** The text as the experiment has it once it is accepted. */
  readonly normal?: (text: string) => string;
  /** With each letter, or a name, which others refer to, once the field is left. */
  readonly when?: 'typed' | 'left';
}

export interface DraftField {
  readonly text: string;
  readonly problem: string | null;
  readonly type: (text: string) => void;
  /** The field was left: what was accepted is shown as the experiment has it, what was refused stays. */
  readonly leave: () => void;
}

/** A field whose text goes into the experiment as far as it can, and stays in the field where it cannot. */
export function useDraft(reading: Reading): DraftField {
  const { key, own, when = 'typed' } = reading;
  const draft = useStore(draftStore, (drafts) => drafts[key]);
  const fresh = draft?.base === own ? draft : undefined;
  return {
    text: fresh?.text ?? own,
    problem: fresh?.problem ?? null,
    type: (text) => {
      if (when === 'typed') take(text, reading);
      else draftStore.setState({ [key]: { text, base: own, problem: null } });
    },
    leave: () => {
      endBurst();
      if (when === 'left' && fresh && fresh.text !== own) take(fresh.text, reading);
      if (draftStore.getState()[key]?.problem === null) dropDrafts(key);
    },
  };
}

/** A number's reading; an emptied field is wrong and not 0. */
export function numberReading(key: string, value: number, change: (value: number) => Edit): Reading {
  return {
    key,
    own: String(value),
    normal: (text) => String(Number(text)),
    apply: (text) =>
      text.trim() === '' ? 'expected a number, found nothing' : edit(change(Number(text)), { burst: key }),
  };
}

export function textReading(key: string, own: string, change: (text: string) => Edit): Reading {
  return { key, own, apply: (text) => edit(change(text), { burst: key }) };
}

/** True where something typed into a row is not in the experiment. */
export function useRefusedDraft(row: string): boolean {
  return useStore(draftStore, (drafts) =>
    Object.entries(drafts).some(([key, { problem }]) => problem !== null && key.startsWith(`${row}/`)),
  );
}

/** Forgets what was typed into the fields whose keys begin so. */
export function dropDrafts(prefix: string): void {
  const rest = Object.entries(draftStore.getState()).filter(([key]) => !key.startsWith(prefix));
  draftStore.setState(Object.fromEntries(rest), true);
}

function take(text: string, { key, own, apply, normal = (same) => same }: Reading): void {
  const result = apply(text);
  const problem = typeof result === 'string' ? result : reasonFor(result, key);
  draftStore.setState({ [key]: { text, base: problem === null ? normal(text) : own, problem } });
}

/** At the field itself the reason is enough; what the edit would break elsewhere is named. */
function reasonFor(result: Edited, key: string): string | null {
  if (result.ok) return null;
  const field = key.slice(key.lastIndexOf('/') + 1);
  return result.problems
    .map((problem) => (problem.field.endsWith(field) ? problem.reason : problemText(problem)))
    .join('\n');
}
