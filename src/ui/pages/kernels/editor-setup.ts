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
import { codeTheme } from '../../kit/code/code-theme.ts';
import { wgsl } from '../../kit/code/wgsl-language.ts';

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
    codeTheme,
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
