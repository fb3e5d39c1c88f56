import { describe, expect, test } from 'vitest';
import { decodeLink, encodeLink, isLink } from '../../experiment/link.ts';
import { LinkError } from '../../experiment/link-error.ts';
import { decodeStudyLink, encodeStudyLink, isStudyLink } from './study-link.ts';
import { tinyStudy } from './testing/tiny-study.ts';

const STUDY = tinyStudy();
const LINK = encodeStudyLink(STUDY);

test('a study goes into a link and comes out as it was', () => {
  expect(LINK).toMatch(/^#study1\.[\w-]+$/);
  expect(decodeStudyLink(LINK)).toEqual(STUDY);
  expect(encodeStudyLink(decodeStudyLink(LINK))).toBe(LINK);
});

test('also out of a mail that quoted and broke it', () => {
  const mail = `Look:\n> https://example.org/lab/${LINK.slice(0, 60)}\n> ${LINK.slice(60)}\n> Yours`;
  expect(isStudyLink(mail)).toBe(true);
  expect(decodeStudyLink(mail)).toEqual(STUDY);
});

describe('links of a study and of an experiment are told apart', () => {
  const experiment = encodeLink({ experiment: STUDY.base });

  test('each is none of the other', () => {
    expect([isLink(LINK), isStudyLink(LINK)]).toEqual([false, true]);
    expect([isLink(experiment), isStudyLink(experiment)]).toEqual([true, false]);
    expect(() => decodeLink(LINK)).toThrow('this is no Batchmates link');
    expect(() => decodeStudyLink(experiment)).toThrow(
      'this is no link of a study: expected "#study1." and data',
    );
  });

  test('each is found beside the other', () => {
    const text = `${experiment} ${LINK}`;
    expect(decodeStudyLink(text)).toEqual(STUDY);
    expect(decodeLink(text).experiment).toEqual(STUDY.base);
  });
});

test.each([
  [
    'of a later version',
    LINK.replace('#study1.', '#study2.'),
    /has version 2; this lab reads version 1\. A newer lab may open it/,
  ],
  ['cut off', LINK.slice(0, -12), /cut off/],
  ['changed', LINK.slice(0, -1) + (LINK.endsWith('A') ? 'B' : 'A'), /damaged|cut off/],
  ['without data', '#study1.', /nothing follows "#study1\."/],
  ['too long', `#study1.${'A'.repeat(200_001)}`, /at most 200000 are read/],
])('one that is %s is refused in words', (_, link, words) => {
  expect(() => decodeStudyLink(link)).toThrow(LinkError);
  expect(() => decodeStudyLink(link)).toThrow(words);
});
