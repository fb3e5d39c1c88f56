import { EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeTheme } from './code-theme.ts';
import { wgsl } from './wgsl-language.ts';

interface WgslViewProps {
  readonly label: string;
  readonly text: string;
}

/** A text to read, whoever wrote it: what a font does not draw, or draws in another order, is shown as a mark. */
export function WgslView({ label, text }: WgslViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    const extensions = [
      ...[
        lineNumbers(),
        highlightSpecialChars({ addSpecialChars: /[\u202a-\u202e\u2060-\u2069\u3164\u{e0000}-\u{e0fff}]/gu }),
        wgsl,
        codeTheme,
      ],
      ...[EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-label': label })],
    ];
    const editor = new EditorView({ parent, doc: text, extensions });
    return () => editor.destroy();
  }, [label, text]);
  return <div ref={host} />;
}
