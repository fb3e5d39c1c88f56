import { setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { CompileMessage } from '../../../gpu/compile-message.ts';
import styles from './edit-view.module.css';
import { diagnosticsOf, editorExtensions } from './editor-setup.ts';

/** Only the way back: the original is not to be changed. */
function mergeControls(type: 'accept' | 'reject', action: (event: MouseEvent) => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Put back';
  button.hidden = type === 'accept';
  button.addEventListener('click', action);
  return button;
}

interface WgslEditorProps {
  readonly label: string;
  readonly text: string;
  readonly original: string;
  /** Shows what was changed in place, with a button for each piece that puts the original back. */
  readonly changes: boolean;
  readonly messages: readonly CompileMessage[];
  /** A place to go to; a new object each time. */
  readonly goTo: { readonly line: number; readonly column: number } | null;
  /** The same function as long as it lives. */
  readonly onChange: (text: string) => void;
}

/** CodeMirror around one text, which stays the same kernel's. The text is the caller's: what is typed is told, what comes from elsewhere is taken in. */
export function WgslEditor(props: WgslEditorProps) {
  const { label, text, original, changes, messages, goTo, onChange } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const merge = useRef(new Compartment());
  // What it begins with: later texts come through the effect below.
  const first = useRef(text);

  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    const listen = EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString());
    });
    const editor = new EditorView({
      parent,
      doc: first.current,
      extensions: [editorExtensions(label), merge.current.of([]), listen],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [label, onChange]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const shown = changes ? unifiedMergeView({ original, mergeControls }) : [];
    view.current?.dispatch({ effects: merge.current.reconfigure(shown) });
  }, [changes, original]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, messages)));
  }, [messages]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !goTo) return;
    const line = editor.state.doc.line(Math.min(Math.max(1, goTo.line), editor.state.doc.lines));
    const anchor = Math.min(line.to, line.from + Math.max(0, goTo.column - 1));
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    editor.focus();
  }, [goTo]);

  return <div className={styles.wgslEditor} ref={host} />;
}
