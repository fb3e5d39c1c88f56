import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyField,
  redo as redoText,
  undoDepth,
  undo as undoText,
} from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
  syntaxTree,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap } from '@codemirror/lint';
import { Compartment, type EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { codeTheme } from '../../../kit/code/code-theme.ts';
import { redo, undo } from '../../../state/composing.ts';
import { jsonStore, type TextProblem } from '../../../state/json-draft.ts';
import { labStore } from '../../../state/lab-store.ts';
import { completeExperiment } from './complete.ts';
import { rangeOf } from './json-places.ts';

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--a)' },
  { tag: tags.string, color: 'var(--same)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--b)' },
]);

/** Of what is typed between two texts that are experiments: these alone the one history, the experiment's, does not have. */
const typing = new Compartment();

/** Forgets what was typed: from here on the experiment's history has it. */
export function forgetTyping(view: EditorView): void {
  if (!view.state.field(historyField, false) || undoDepth(view.state) === 0) return;
  view.dispatch({ effects: typing.reconfigure([]) });
  view.dispatch({ effects: typing.reconfigure(history()) });
}

/**
 * Undo is the experiment's; while the text is none, it takes back what was typed since it was one. No key map: with Shift or Caps Lock
 * the letter comes in either case, and a map would take `Shift+Ctrl+z` for `Ctrl+z`.
 */
const undoKeys = Prec.highest(
  EditorView.domEventHandlers({
    keydown: (event, view) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return false;
      if (key === 'y' || event.shiftKey) inDraft(() => redoText(view), redo);
      else inDraft(() => undoText(view), undo);
      event.preventDefault();
      return true;
    },
  }),
);

function inDraft(typed: () => boolean, composed: () => void): void {
  if (jsonStore.getState().draft !== null) typed();
  else composed();
}

/** Everything but the text. Tab leaves the editor, as everywhere on the page. */
export function jsonExtensions(): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    typing.of(history()),
    drawSelection(),
    indentUnit.of('  '),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    json(),
    syntaxHighlighting(colours),
    autocompletion({
      override: [completeExperiment(() => labStore.getState().chosen.experiment)],
      icons: false,
    }),
    codeTheme,
    EditorView.lineWrapping,
    undoKeys,
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...foldKeymap, ...lintKeymap]),
    EditorView.contentAttributes.of({
      'aria-label': 'Experiment as JSON',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
  ];
}

/** Each problem at its place in the text. */
export function diagnosticsOf(state: EditorState, problems: readonly TextProblem[]): Diagnostic[] {
  const text = state.doc.toString();
  const tree = syntaxTree(state);
  return problems.map(({ text: message, at, path }) => {
    const range = path ? rangeOf(tree, text, path) : { from: at ?? 0, to: (at ?? 0) + 1 };
    const from = Math.min(range.from, text.length);
    return { from, to: Math.min(Math.max(range.to, from), text.length), message, severity: 'error' };
  });
}
