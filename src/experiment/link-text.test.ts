import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { ExperimentError } from './errors.ts';
import { decodeLink, encodeLink, isLink } from './link.ts';
import { LinkError } from './link-error.ts';
import { parsePayload } from './link-payload.ts';
import { RELEASED_LINKS } from './testing/released-links.ts';

const needle = JSON.parse(readFileSync(new URL('../../experiments/needle.json', import.meta.url), 'utf8'));
const payload = parsePayload({ experiment: needle });
const PAGE = 'https://example.org/lab/';
const link = `${PAGE}${encodeLink(payload)}`;
const other = `${PAGE}${encodeLink(parsePayload({ experiment: { ...needle, title: 'Another' } }))}`;

/** A text broken every `width` characters. */
const brokenAt = (text: string, width: number, by: string) =>
  text.match(new RegExp(`.{1,${width}}`, 'gs'))!.join(by);
const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase();
const inData = (text: string, change: (data: string) => string) => {
  const at = text.indexOf('#v1.') + 4;
  return text.slice(0, at) + change(text.slice(at));
};

type Mangling = readonly [what: string, mangle: (text: string) => string];

/** What leaves the data's characters as they are, or writes them otherwise. */
const CODED: readonly Mangling[] = [
  ['# as %23', (text) => text.replace('#', '%23')],
  ['# as %2523', (text) => text.replace('#', '%2523')],
  [
    '- and _ as percent codes',
    (text) => inData(text, (data) => data.replaceAll(/[-_]/g, (c) => `%${hex(c)}`)),
  ],
  ['. as a percent code', (text) => text.replace('v1.', 'v1%2e')],
  [
    'every third character coded',
    (text) => inData(text, (data) => data.replaceAll(/(..)(\w)/g, (_, a, b) => `${a}%${hex(b)}`)),
  ],
  ['all of it as a parameter', (text) => `https://go.example/?to=${encodeURIComponent(text)}&data=05%7C01`],
];

/** What is written beside them, once the lines are what they are. */
const WRITTEN: readonly Mangling[] = [
  ['# as &#35;', (text) => text.replace('#', '&#35;')],
  [
    'zero-width spaces and soft hyphens',
    (text) => inData(text, (data) => data.replaceAll(/(.{30})/g, '$1\u200b\u00ad')),
  ],
  ['Markdown that escapes', (text) => text.replaceAll(/[_-]/g, '\\$&')],
  [
    'hyphens made dashes',
    (text) => inData(text, (data) => data.replaceAll('--', '\u2014').replaceAll('-', '\u2011')),
  ],
  ['word breaks of HTML', (text) => brokenAt(text, 40, '<wbr>')],
];

const BROKEN: readonly Mangling[] = [
  ['two lines', (text) => brokenAt(text, Math.ceil(text.length * 0.6), '\n')],
  ['lines of 76', (text) => brokenAt(text, 76, '\r\n')],
  ['quoted lines', (text) => `> > ${brokenAt(text, 70, '\n> > ')}`],
  ['soft breaks of quoted-printable', (text) => brokenAt(text.replace('#', '=23'), 75, '=\r\n')],
  ['soft breaks, quoted', (text) => `> ${brokenAt(text, 75, '=\n> ')}`],
  ['breaks that an address bar made codes', (text) => brokenAt(text, 76, '%0A')],
  ['a break after the dot', (text) => text.replace('v1.', 'v1.\n')],
  ['indented lines, the last one of one character', (text) => brokenAt(text, text.length - 1, '\n    ')],
];

const AROUND: readonly Mangling[] = [
  ['nothing', (text) => text],
  ...[
    '.',
    ')',
    '>',
    '\n',
    ',',
    '…',
    '" and more',
    '!?',
    ').',
    '&utm_source=x',
    '?utm_source=x&y=z',
    '&amp;utm_source=x',
  ].map((after): Mangling => [JSON.stringify(after), (text) => text + after]),
  ['angle brackets', (text) => `<${text}>`],
  ['quotes', (text) => `“${text}”`],
  ['emphasis with underscores', (text) => `see _${text}_ there`],
  [
    'a mail filter that puts it between underscores',
    (text) => `https://filter.example/v3/__${text}__;!!abc$`,
  ],
  ['Markdown', (text) => `[see here](${text}) and there`],
  ['Markdown with the address as its text', (text) => `[${text}](${text})`],
  ['a mark-up of chat', (text) => `<${text}|run it>`],
  ['HTML', (text) => `<a href="${text}">${text.slice(0, 40)}…</a>`],
  ['a sentence', (text) => `Look: ${text} shows it well`],
  ['words on the next line', (text) => `Look:\n\n${text}\n\nthanks\nA B`],
];

const opened = (text: string) => {
  expect(isLink(text), text).toBe(true);
  return canonicalJson(decodeLink(text));
};

describe('a link as chat and mail leave it', () => {
  it.each([...CODED, ...BROKEN, ...WRITTEN, ...AROUND])('opens: %s', (_, mangle) => {
    expect(opened(mangle(link))).toBe(canonicalJson(payload));
    for (const old of RELEASED_LINKS) expect(decodeLink(mangle(old.link)).experiment.title).toBe(old.title);
  });

  it.each(['_', '__', '-', '--', '—see this', 'and', '_also_', 'x'.repeat(40)])(
    'opens with %j written on',
    (after) => {
      expect(opened(link + after)).toBe(canonicalJson(payload));
      expect(() =>
        decodeLink(inData(link, (data) => `${data.slice(0, 40)}A${data.slice(41)}`) + after),
      ).toThrow(LinkError);
    },
  );

  it('opens as the same experiment however these come together', () => {
    const lists = [CODED, BROKEN, WRITTEN, AROUND].map((list) => fc.constantFrom(...list));
    fc.assert(
      fc.property(fc.tuple(...lists), (manglings) => {
        const text = manglings.reduce((before, [, mangle]) => mangle(before), link);
        expect(opened(text)).toBe(canonicalJson(payload));
      }),
      { numRuns: 150 },
    );
  });

  it('opens as the same experiment or not at all, whatever was done to its characters', () => {
    const at = fc.nat({ max: link.length });
    const ALPHABET = [...'ABCxyz019-_', ...'#.%&=>\n "\\', '\u200b', 'é', '🙂'];
    const change = fc.record({
      at,
      cut: fc.nat({ max: 4 }),
      put: fc.array(fc.constantFrom(...ALPHABET), { maxLength: 4 }),
    });
    let [same, refused] = [0, 0];
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce(
          (before, { at, cut, put }) => before.slice(0, at) + put.join('') + before.slice(at + cut),
          link,
        );
        try {
          expect(canonicalJson(decodeLink(text))).toBe(canonicalJson(payload));
          same++;
        } catch (error) {
          if (!(error instanceof LinkError || error instanceof ExperimentError)) throw error;
          refused++;
        }
      }),
      { numRuns: 600 },
    );
    expect(Math.min(same, refused)).toBeGreaterThan(4);
  });

  it('is refused in another case, and with any one character replaced by another that links have', () => {
    expect(() => decodeLink(inData(link, (data) => data.toLowerCase()))).toThrow(LinkError);
    const start = link.indexOf('#v1.') + 4;
    for (let at = start; at < link.length; at++) {
      const put = link[at] === 'A' ? 'B' : 'A';
      const text = link.slice(0, at) + put + link.slice(at + 1);
      let found = canonicalJson(payload);
      try {
        found = canonicalJson(decodeLink(text));
      } catch (error) {
        expect(error).toBeInstanceOf(LinkError);
      }
      expect(found, `character ${at - start}`).toBe(canonicalJson(payload));
    }
  });
});

describe('what cannot be mended', () => {
  const messageOf = (text: string) => {
    try {
      decodeLink(text);
    } catch (error) {
      if (error instanceof LinkError) return error.message;
    }
    return null;
  };

  it('names the character and its place, and never echoes the link', () => {
    const data = encodeLink(payload);
    const strange = `${data.slice(0, 200)}$${data.slice(200)}`;
    expect(messageOf(`${PAGE}${strange}`)).toBe(
      `this link is damaged: its character 201 is "$", which no link has, in ${strange.slice(176, 224)}`,
    );
    expect(messageOf(`${data.slice(0, 100)}\u0007${data.slice(100)}`)).toContain(
      'character 101 is "\\u0007"',
    );
    expect(messageOf(`${data.slice(0, 300)}).`)).toBe('this link is damaged or was cut off');
    fc.assert(
      fc.property(
        fc.nat({ max: data.length }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
        (at, put) => {
          const message = messageOf(data.slice(0, at) + put + data.slice(at)) ?? '';
          const run = /[\w-]{80}/.exec(message);
          expect(run).toBeNull();
        },
      ),
    );
  });

  it.each([
    ['nothing behind the dot', `${PAGE}#v1.`, 'cut off'],
    ['two links', `${link} and ${other}`, 'holds two links'],
    ['a damaged link before a whole one', `${inData(link, (data) => `x${data}`)} ${other}`, 'damaged'],
    ['a later version', `${PAGE}#v4.abc`, 'reads versions 1 to 3. A newer lab may open it'],
  ])('%s', (_, text, words) => expect(messageOf(text)).toContain(words));

  it('advises no newer lab where the version is none that ever was', () => {
    expect(messageOf('#v0.abc')).toBe('this link has version 0; this lab reads versions 1 to 3');
  });

  it.each(['', 'needle.json', `${PAGE}#/learn`, '#learn/neighbours', 'v1.abc'])('%j is no link', (text) => {
    expect(isLink(text)).toBe(false);
    expect(messageOf(text)).toContain('no Batchmates link');
  });

  it('is told in a moment, whatever its breaks', () => {
    const words = `${link}${'\na'.repeat(90_000)}`;
    expect(opened(words)).toBe(canonicalJson(payload));
    expect(messageOf(`#v1.${'#v1.ab '.repeat(90_000)}`)).toContain('cut off');
    expect(messageOf('#'.repeat(900_000))).toContain('at most 200000');
  });
});
