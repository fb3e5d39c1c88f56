import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { SweepError } from './sweep-error.ts';
import { MOST_RESULTS, readSweepZip, writeSweepZips } from './sweep-zip.ts';

const ID = 'a'.repeat(32);
const OTHER = '0123456789abcdef'.repeat(2);
const files = {
  study: '{"id":"größe"}',
  canary: '{}',
  results: new Map([
    [ID, '{"value":1}'],
    [OTHER, '{"value":2}'],
  ]),
};
const zipped = (names: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(names).map(([name, text]) => [name, strToU8(text)])));
const found = (bytes: Uint8Array) => {
  try {
    readSweepZip(bytes);
    return 'nothing';
  } catch (error) {
    expect(error).toBeInstanceOf(SweepError);
    return (error as SweepError).message;
  }
};

it('gives back what it was given, and the same bytes in whatever order results came', () => {
  const [zip, ...others] = writeSweepZips(files);
  expect(others).toEqual([]);
  expect(readSweepZip(zip)).toEqual(files);
  const turned = { ...files, results: new Map([...files.results].toReversed()) };
  expect(writeSweepZips(turned)).toEqual([zip]);
  const bare = { ...files, canary: null, results: new Map() };
  expect(readSweepZip(writeSweepZips(bare)[0])).toEqual(bare);
});

it('splits what is too much for one zip into several that are each read', () => {
  const ids = Array.from({ length: MOST_RESULTS + 3 }, (_, index) => index.toString(16).padStart(32, '0'));
  const zips = writeSweepZips({ ...files, results: new Map(ids.map((id) => [id, id])) });
  const parts = zips.map(readSweepZip);
  expect(parts.map(({ results }) => results.size)).toEqual([MOST_RESULTS, 3]);
  expect(parts.every(({ study }) => study === files.study)).toBe(true);
  expect(parts.flatMap(({ results }) => [...results.keys()])).toEqual(ids);
});

describe('refuses by name', () => {
  const study = { 'study.json': '{}' };
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a file that is no part of a study',
      { ...study, 'readme.txt': '' },
      /^zip: "readme\.txt": expected study/,
    ],
    ['a way out of the folder', { ...study, [`../${ID}.json`]: '' }, /^zip: "\.\.\/a+\.json": expected/],
    ['a folder', { ...study, [`in/${ID}.json`]: '' }, /^zip: "in\/a+\.json": expected/],
    ['an id in capitals', { ...study, [`${'A'.repeat(32)}.json`]: '' }, /^zip: "A+\.json": expected/],
    ['hidden characters', { ...study, 'study.json\u202e': '' }, /^zip: "study\.json[^\u202e]*": expected/],
    ['a zip without a study', { [`${ID}.json`]: '{}' }, /^zip: expected study\.json in it, found none$/],
  ])('%s', (_, names, message) => expect(found(zipped(names))).toMatch(message));

  it('what is no zip, and one that was cut off', () => {
    const whole = zipped(study);
    for (const bytes of [new Uint8Array(0), strToU8('{"version":1}'), whole.subarray(0, -1)])
      expect(found(bytes)).toMatch(/^zip: expected a whole zip/);
  });

  it('a file that is larger than results are', () => {
    expect(found(zipped({ ...study, [`${ID}.json`]: ' '.repeat((16 << 20) + 1) }))).toMatch(
      /^zip: a{32}\.json: expected at most 16,777,216 bytes, found 16,777,217$/,
    );
  });

  it('a size in the directory that is not its file’s', () => {
    const zip = zipped({ 'study.json': 'x'.repeat(1000) });
    const view = new DataView(zip.buffer);
    const entry = view.getUint32(zip.length - 6, true);
    view.setUint32(entry + 24, 10, true);
    expect(found(zip)).toMatch(/^(study\.json: expected what its checksum|zip: expected a zip that can be)/);
  });

  it('two files of one name', () => {
    const zip = zipped({ ...study, [`${ID}.json`]: '1', [`${OTHER}.json`]: '2' });
    const text = new TextDecoder('latin1').decode(zip).replaceAll(OTHER, ID);
    expect(found(Uint8Array.from(text, (character) => character.charCodeAt(0)))).toMatch(/found two$/);
  });
});

it('never gives other texts, whichever byte of a zip is changed', () => {
  const [zip] = writeSweepZips({
    ...files,
    results: new Map([[ID, JSON.stringify([...Array(200).keys()])]]),
  });
  // A result's name is compared with what it holds once that is parsed.
  const texts = () => {
    const { study, canary, results } = readSweepZip(changed);
    return [study, canary, ...results.values()];
  };
  let changed = zip;
  const before = texts();
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      changed = zip.slice();
      changed[at] ^= mask;
      try {
        expect(texts()).toEqual(before);
      } catch (error) {
        if (!(error instanceof SweepError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
