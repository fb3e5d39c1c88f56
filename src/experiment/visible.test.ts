import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless, harmlessJson, visible } from './visible.ts';

/** Text that is full of what terminals and readers trip over. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\x1b', '\x07', '\x7f', '\x9b', '\r', '\n', '\t', '\u202e', '\u2066', '\u2028', '\ud800'),
    fc.constantFrom('\u200b', '\u00ad', '\u3164', '\ufe0f', '\u{e0041}', '❤', 'a', '漢', '"', '\\'),
  ),
  maxLength: 40,
});

describe('visible', () => {
  it('marks line ends and tabs, and spells out what a terminal would obey', () => {
    expect(visible('a\tb\nc\r')).toBe('a⇥b⏎c␍');
    expect(visible('\x1b[31mred\x9b0m')).toBe('\\u{1b}[31mred\\u{9b}0m');
    expect(visible('\u202eabc\u00a0\ud800')).toBe('\\u{202e}abc\\u{a0}\\u{d800}');
  });

  it('spells out what is drawn as nothing or as blank', () => {
    expect(visible('al\u200bone')).toBe('al\\u{200b}one');
    expect(visible('al\u034fo\u3164n\ufe0fe\u2800\u{e0041}')).toBe(
      'al\\u{34f}o\\u{3164}n\\u{fe0f}e\\u{2800}\\u{e0041}',
    );
  });

  it('leaves ordinary text alone', () => {
    const text = 'Zoë said: 漢字 🙂 ❤️, "ok" e\u0301';
    expect(visible(text)).toBe(text);
  });

  it('leaves nothing hidden, and what is visible as it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });
});

describe('harmless', () => {
  it('keeps lines, tabs and letters of every kind', () => {
    const text = 'a\tb\n\u3000c 👩\u200d🚀\n';
    expect(harmless(text)).toBe(text);
    expect(harmless('\x1b]0;t\x07\r\u202e')).toBe('\\u{1b}]0;t\\u{7}\\u{d}\\u{202e}');
  });
});

describe('harmlessJson', () => {
  it('is the same value, without what a terminal would obey', () => {
    fc.assert(
      fc.property(fc.dictionary(hostile, fc.array(hostile)), (value) => {
        const json = harmlessJson(JSON.stringify(value, null, 2));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });
});
