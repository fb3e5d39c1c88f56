import { EditorView } from '@codemirror/view';

/** How editors look; their colours are the page's, light and dark. */
export const codeTheme = EditorView.theme({
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
