import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { CompileMessage } from '../../../gpu/compile-message.ts';
import { wgsl } from './wgsl-language.ts';

const theme = EditorView.theme({
  '&': { fontSize: '0.8125rem', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--a)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--a) 22%, transparent)',
  },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--muted) 8%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--line)', color: 'var(--ink)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--a-wash)', outline: '1px solid var(--a)' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    maxWidth: 'min(34rem, 90vw)',
  },
  '.cm-diagnostic': { fontFamily: 'var(--sans)', padding: '0.3rem 0.6rem' },
  '.cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--same) 8%, transparent)' },
  '.cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--fork) 6%, transparent)' },
  // Lines, not grounds: the colours of the words keep their contrast.
  '&.cm-merge-b .cm-changedText': { background: 'none', borderBottom: '2px solid var(--same)' },
  '.cm-deletedChunk .cm-chunkButtons button': {
    border: '1px solid var(--line)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
  },
  '.cm-deletedChunk .cm-deletedText': { background: 'none', borderBottom: '2px dotted var(--fork)' },
});

/** Everything but the text. Tab leaves the editor, as everywhere on the page; lines are indented by Ctrl+] and Ctrl+[. */
export function editorExtensions(label: string): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentUnit.of('  '),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    wgsl,
    theme,
    keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    EditorView.contentAttributes.of({
      'aria-label': label,
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
  ];
}

/** Compiler messages at their places; those without one stand beside the editor only. */
export function diagnosticsOf(doc: Text, messages: readonly CompileMessage[]): Diagnostic[] {
  return messages
    .filter(({ line }) => line >= 1 && line <= doc.lines)
    .map(({ line, column, length, text, type }) => {
      const { from: start, to: end } = doc.line(line);
      const from = Math.min(end, start + Math.max(0, column - 1));
      return {
        ...{
          from,
          to: Math.min(doc.length, Math.max(from + length, Math.min(from + 1, end))),
          message: text,
        },
        severity: type,
      };
    });
}
