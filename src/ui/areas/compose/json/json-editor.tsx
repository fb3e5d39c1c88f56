import { forceParsing } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { canonicalExperiment } from '../../../../experiment/canonical.ts';
import { formatExperiment } from '../../../../experiment/format-json.ts';
import type { Experiment } from '../../../../experiment/schema.ts';
import { endBurst } from '../../../state/editor.ts';
import { checkText, jsonStore, takeJson } from '../../../state/json-draft.ts';
import { labStore } from '../../../state/lab-store.ts';
import { diagnosticsOf, forgetTyping, jsonExtensions } from './editor-extensions.ts';
import styles from './json.module.css';
import { changesBetween } from './text-changes.ts';

/** A pause after which the next letters are undone by themselves. */
const PAUSE_MS = 1500;
/** Parsing for the places of problems may take so long. */
const PARSE_MS = 200;

/** Marks changes that come from the experiment, not from the visitor. */
const fromExperiment = Annotation.define<boolean>();

/** What a button of the view does with the text. */
export interface JsonCommands {
  /** Puts a text in the place of all of it, as if it had been typed. */
  readonly replace: (text: string) => void;
  /** Everything selected, for a paste by key. */
  readonly select: () => void;
  readonly text: () => string;
}

interface JsonEditorProps {
  /** The same function as long as it lives. */
  readonly onOpen: (commands: JsonCommands | null) => void;
}

/** The experiment's text. What is typed goes into the experiment once it is one; what changes there is changed here, around the caret. */
export function JsonEditor({ onOpen }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    const { draft } = jsonStore.getState();
    const doc = draft?.text ?? formatExperiment(labStore.getState().chosen.experiment);
    let pause: ReturnType<typeof setTimeout> | undefined;
    const listen = EditorView.updateListener.of(({ docChanged, state, transactions, focusChanged, view }) => {
      if (focusChanged && !view.hasFocus) endBurst();
      if (!docChanged || transactions.some((each) => each.annotation(fromExperiment))) return;
      clearTimeout(pause);
      pause = setTimeout(endBurst, PAUSE_MS);
      takeJson(state.doc.toString());
    });
    const editor = new EditorView({ parent, doc, extensions: [jsonExtensions(), listen] });
    const stop = followExperiment(editor);
    onOpen({
      replace: (insert) => editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert } }),
      select: () => {
        editor.dispatch({ selection: { anchor: 0, head: editor.state.doc.length } });
        editor.focus();
      },
      text: () => editor.state.doc.toString(),
    });
    return () => {
      clearTimeout(pause);
      stop();
      onOpen(null);
      editor.destroy();
    };
  }, [onOpen]);
  return <div className={styles.editor} data-part="json-editor" ref={host} />;
}

/** Takes in what becomes of the experiment, and shows what is wrong with a draft. Not within the editor's own update, which allows no other. */
function followExperiment(editor: EditorView): () => void {
  let open = true;
  let waiting = false;
  const follow = () => {
    waiting = false;
    if (!open) return;
    const { draft } = jsonStore.getState();
    if (draft === null) {
      showExperiment(editor, labStore.getState().chosen.experiment);
      forgetTyping(editor);
    }
    forceParsing(editor, editor.state.doc.length, PARSE_MS);
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, draft?.problems ?? [])));
  };
  const soon = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(follow);
  };
  soon();
  const stops = [
    jsonStore.subscribe(({ draft }, before) => draft !== before.draft && soon()),
    labStore.subscribe(({ chosen }, before) => chosen.experiment !== before.chosen.experiment && soon()),
  ];
  return () => {
    open = false;
    for (const stop of stops) stop();
  };
}

/** Changes only what differs, so that the caret and what is folded stay where they are; a text that says the same stays as it is. */
function showExperiment(editor: EditorView, experiment: Experiment): void {
  const text = editor.state.doc.toString();
  const checked = checkText(text);
  if (checked.ok && text.trimStart().startsWith('{') && isSame(checked.experiment, experiment)) return;
  const wanted = formatExperiment(experiment);
  editor.dispatch({ changes: changesBetween(text, wanted), annotations: fromExperiment.of(true) });
}

function isSame(a: Experiment, b: Experiment): boolean {
  return canonicalExperiment(a) === canonicalExperiment(b);
}
