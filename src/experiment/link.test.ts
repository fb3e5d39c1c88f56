import { readdirSync, readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ruleName } from '../numerics/rule-name.ts';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';
import { ExperimentError } from './errors.ts';
import { decodeLink, encodeLink, isLink, linkAdvice } from './link.ts';
import { LINK_DICTIONARY } from './link-dictionary.ts';
import { LinkError } from './link-error.ts';
import { parsePayload } from './link-payload.ts';
import { RELEASED_LINKS } from './testing/released-links.ts';

const needle = parsePayload({
  experiment: JSON.parse(readFileSync(new URL('../../experiments/needle.json', import.meta.url), 'utf8')),
});

const surge = parsePayload({
  experiment: JSON.parse(
    readFileSync(new URL('../../experiments/viral-surge.json', import.meta.url), 'utf8'),
  ),
});
const EXPERIMENTS = new URL('../../experiments/', import.meta.url);

const linkOf = (bytes: Uint8Array) => `#v1.${Buffer.from(bytes).toString('base64url')}`;
const linkOfJson = (value: unknown) => linkOf(deflateSync(new TextEncoder().encode(JSON.stringify(value))));

describe('links', () => {
  test('the needle survives the journey and stays short', () => {
    const link = encodeLink(needle);
    expect(decodeLink(link)).toEqual(needle);
    expect(decodeLink(`https://example.org/lab/${link}`)).toEqual(needle);
    expect(isLink(link)).toBe(true);
    expect(linkAdvice(link)).toBe('fine');
  });

  test('the order of fields does not change a link', () => {
    const { experiment } = needle;
    const reversed = Object.fromEntries(Object.entries(experiment).reverse());
    expect(encodeLink(parsePayload({ experiment: reversed }))).toBe(encodeLink(needle));
  });

  test('prompts of any characters survive', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (prompt) => {
        const [probe, ...others] = needle.experiment.requests;
        const payload = parsePayload({
          experiment: { ...needle.experiment, requests: [{ ...probe, prompt }, ...others] },
        });
        expect(decodeLink(encodeLink(payload))).toEqual(payload);
      }),
    );
  });

  test.each(RELEASED_LINKS)('the released link "$title" still opens', ({ link, title }) => {
    expect(decodeLink(link).experiment.title).toBe(title);
  });

  test('the dictionary of links is the one that they were made with, to the letter', () => {
    expect(bytesToHex(sha256(utf8ToBytes(LINK_DICTIONARY)))).toBe(
      '2120ab16eba96b2a45833675862dcab2428f215ce0912cb388727b64fc7cdee8',
    );
  });

  test.each(readdirSync(EXPERIMENTS))(
    'the link of %s is of its version, survives the journey and is not cut',
    (file) => {
      const payload = parsePayload({
        experiment: JSON.parse(readFileSync(new URL(file, EXPERIMENTS), 'utf8')),
      });
      const link = encodeLink(payload);
      expect(link.slice(0, 4)).toBe(`#v${payload.experiment.version}.`);
      expect(decodeLink(link)).toEqual(payload);
      if (payload.experiment.version === 2) expect(link.length).toBeLessThan(1300);
    },
  );

  test.each<[string, object]>([
    ['evenly', { arrivals: { kind: 'poisson', perSecond: 12 } }],
    [
      'in bursts, of lengths by quantiles, in tiers, behind a prefix',
      {
        seed: 9,
        arrivals: { kind: 'gamma', perSecond: 12, burstiness: 0.3 },
        noise: 0.4,
        prompt: {
          kind: 'quantiles',
          at: [
            [0, 3],
            [0.5, 90],
            [0.9, 400],
            [1, 900],
          ],
        },
        tiers: [0.2, 0.8],
        prefix: { tokens: 96, share: 0.5 },
      },
    ],
  ])('a crowd that comes %s takes a few hundred bytes, its arms and probe included', (_, crowd) => {
    const [probe] = needle.experiment.requests;
    const arm = { requests: [probe.id], kernels: 'variant' };
    const arms = [
      { ...arm, name: 'first come' },
      { ...arm, name: 'tiers', serving: { policy: 'tiers' } },
    ];
    const payload = parsePayload({
      experiment: { version: 2, title: 'Mine', requests: [probe], arms, crowd },
    });
    const link = encodeLink(payload);
    expect(decodeLink(link)).toEqual(payload);
    expect(link.length).toBeLessThan(320);
  });

  test('advice follows the length', () => {
    expect(['a'.repeat(2000), 'a'.repeat(2001), 'a'.repeat(8001)].map(linkAdvice)).toEqual([
      'fine',
      'may be cut',
      'use a file',
    ]);
  });
});

describe('hostile links', () => {
  test.each([
    ['no link', 'hello', 'no Batchmates link'],
    ['a later version', '#v9.abc', 'version 9'],
    ['foreign characters', '#v1.<script>', 'its character 5 is "<", which no link has'],
    ['no deflate', linkOf(new Uint8Array([255, 255, 255, 255])), 'damaged'],
    ['no JSON', linkOf(deflateSync(new TextEncoder().encode('{"a":'))), 'no JSON'],
    ['no UTF-8', linkOf(deflateSync(new Uint8Array([0xff, 0xfe]))), 'no JSON'],
    ['too long', `#v1.${'A'.repeat(300_000)}`, 'at most 200000'],
    [
      'a bomb behind a dictionary',
      linkOf(deflateSync(new Uint8Array(50_000_000), { level: 9 })).replace('#v1.', '#v2.'),
      'inflates to more',
    ],
    ['a text of another dictionary', encodeLink(surge).replace('#v2.', '#v1.'), 'damaged'],
    ['a bomb', linkOf(deflateSync(new Uint8Array(50_000_000), { level: 9 })), 'inflates to more'],
  ])('%s is refused in words', (_, link, words) => {
    expect(() => decodeLink(link)).toThrow(LinkError);
    expect(() => decodeLink(link)).toThrow(words);
  });

  test.each([
    ['of version 1', needle],
    ['of version 2', surge],
  ])(
    'a link %s cut off anywhere is refused; where only its checksum is gone it still says what it said',
    (_, sent) => {
      const link = encodeLink(sent);
      const checksum = Math.ceil((4 * 8) / 6);
      for (let length = 4; length < link.length; length++) {
        const cut = () => decodeLink(link.slice(0, length));
        try {
          expect(cut()).toEqual(sent);
          expect(link.length - length).toBeLessThanOrEqual(checksum);
        } catch (error) {
          expect(error).toBeInstanceOf(LinkError);
          expect((error as LinkError).message).toContain('cut off');
        }
      }
    },
  );

  test.each([
    ['an unknown field', { ...needle, run: 'alert(1)' }, 'run: unknown field'],
    ['an output', { ...needle, outputs: [] }, 'outputs: unknown field'],
    [
      'a value out of range',
      { experiment: { ...needle.experiment, decoding: { temperature: 1e9 } } },
      'experiment.decoding.temperature',
    ],
    ['a wrong type', { experiment: 7 }, 'experiment'],
    [
      'a wrong fingerprint',
      { ...needle, expected: { adapter: 'a', fingerprints: { 'a/b': 'x' } } },
      'expected.fingerprints',
    ],
    [
      'a wrong rule',
      { ...needle, expected: { adapter: 'a', rules: ['split--k@1'], fingerprints: {} } },
      'expected.rules',
    ],
    ['null', null, 'experiment: expected an object'],
  ])('%s is refused by name', (_, payload, field) => {
    expect(() => decodeLink(linkOfJson(payload))).toThrow(ExperimentError);
    expect(() => decodeLink(linkOfJson(payload))).toThrow(field);
  });

  test.each(KERNEL_SETS)('carries the rule of %s beside fingerprints', (set) => {
    const expected = { adapter: 'a', rules: [ruleName(set)], fingerprints: { 'a/b': '0'.repeat(64) } };
    expect(decodeLink(linkOfJson({ ...needle, expected })).expected).toEqual(expected);
  });

  test('whatever a link holds, only the two named errors come out', () => {
    const text = fc.oneof(
      fc.string(),
      fc.base64String().map((s) => `#v1.${s}`),
      fc.json().map((s) => linkOf(deflateSync(new TextEncoder().encode(s)))),
    );
    fc.assert(
      fc.property(text, (link) => {
        try {
          decodeLink(link);
        } catch (error) {
          expect(error instanceof LinkError || error instanceof ExperimentError).toBe(true);
        }
      }),
    );
  });
});
