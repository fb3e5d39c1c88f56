import { describe, expect, it } from 'vitest';
import { visible } from './visible.ts';

describe('visible', () => {
  it('marks line ends and tabs, and spells out what a terminal would obey', () => {
    expect(visible('a\tb\nc\r')).toBe('a⇥b⏎c␍');
    expect(visible('\x1b[31mred')).toBe('\\u{1b}[31mred');
    expect(visible('\u202eabc\u00a0\ud800')).toBe('\\u{202e}abc\\u{a0}\\u{d800}');
  });

  it('spells out what is no control but takes no room, or looks empty', () => {
    const unseen = ['\u00ad', '\u034f', '\u115f', '\u200b', '\u2800', '\u3164', '\ufe0f', '\u{e0041}'];
    for (const character of unseen) {
      const code = character.codePointAt(0)!.toString(16);
      expect(visible(`alone${character}`)).toBe(`alone\\u{${code}}`);
    }
  });

  it('leaves ordinary text alone', () => {
    expect(visible('Zoë said: 漢字 🙂 ❤️, "ok"')).toBe('Zoë said: 漢字 🙂 ❤️, "ok"');
  });
});
