import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

/** Keywords of the WGSL specification, section 15.1. */
const KEYWORDS = new Set(
  (
    'alias break case const const_assert continue continuing default diagnostic discard else enable fn for if let loop ' +
    'override requires return struct switch var while true false'
  ).split(' '),
);

const TYPES =
  /^(bool|[iu]32|f16|f32|vec[234][iufh]?|mat[234]x[234][fh]?|array|atomic|ptr|sampler(_comparison)?|texture_\w+)$/;

const NUMBER = /^(0[xX][\da-fA-F]+(\.[\da-fA-F]*)?([pP][+-]?\d+)?|\d*\.?\d+([eE][+-]?\d+)?)[iufh]?/;

interface Scan {
  /** Comments that are open: they nest. */
  comments: number;
}

function token(stream: StringStream, scan: Scan): string | null {
  if (scan.comments > 0 || stream.match('/*', false)) return comment(stream, scan);
  if (stream.eatSpace()) return null;
  if (stream.match('//')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^@\w+/)) return 'meta';
  if (stream.match(NUMBER)) return 'number';
  const name = stream.match(/^[\p{XID_Start}_][\p{XID_Continue}]*/u);
  if (!name) {
    stream.next();
    return null;
  }
  const word = stream.current();
  if (KEYWORDS.has(word)) return 'keyword';
  if (TYPES.test(word)) return 'typeName';
  return stream.match(/^\s*\(/, false) ? 'function' : 'variableName';
}

function comment(stream: StringStream, scan: Scan): string {
  do {
    if (stream.match('/*')) scan.comments++;
    else if (stream.match('*/')) scan.comments--;
    else stream.next();
  } while (scan.comments > 0 && !stream.eol());
  return 'comment';
}

const language = StreamLanguage.define<Scan>({
  name: 'wgsl',
  startState: () => ({ comments: 0 }),
  token,
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } } },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--muted)' },
  { tag: tags.keyword, color: 'var(--fork)' },
  { tag: tags.typeName, color: 'var(--a)' },
  { tag: tags.number, color: 'var(--b)' },
  { tag: tags.meta, color: 'var(--same)' },
  { tag: tags.function(tags.variableName), fontWeight: '600' },
]);

/** WGSL's words in colours; no grammar is kept for CodeMirror 6 (2026), and the device's compiler is the judge of the rest. */
export const wgsl: Extension = [language, syntaxHighlighting(colours)];
