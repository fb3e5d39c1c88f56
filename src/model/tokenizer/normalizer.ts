import { z } from 'zod';
import { flag, insertedField, made, type PartReader, partReader, readParts } from './component.ts';
import { finderOf, patternField, replaceFound } from './pattern.ts';
import { inSequence } from './sequence.ts';
import { byteCharacters } from './token-text.ts';

/** What is done to a text before it is cut. */
export type Normalizer = (text: string) => string;

const always =
  (normalize: Normalizer): (() => Normalizer) =>
  () =>
    normalize;
const form = (name: 'NFC' | 'NFD' | 'NFKC' | 'NFKD') => always((text) => text.normalize(name));

/** A normalizer as the reference library has it: its white space and its letters' cases are Unicode's, not JavaScript's. */
export const readNormalizer: PartReader<Normalizer> = partReader('a normalizer', {
  Sequence: (json, place) => {
    const parts = readParts(json, 'normalizers', place, readNormalizer);
    return inSequence(parts, (text) => text.length, place.at);
  },
  NFC: form('NFC'),
  NFD: form('NFD'),
  NFKC: form('NFKC'),
  NFKD: form('NFKD'),
  Lowercase: always(lowerCase),
  Strip: made(z.looseObject({ strip_left: flag, strip_right: flag }), (fields) => {
    const left = fields.strip_left ? /^\p{White_Space}+/u : null;
    const right = fields.strip_right ? /\p{White_Space}$/u : null;
    return (text) => trimEnd(left === null ? text : text.replace(left, ''), right);
  }),
  StripAccents: always((text) => text.replace(/\p{M}/gu, '')),
  Prepend: made(z.looseObject({ prepend: insertedField }), ({ prepend }) => (text) => {
    return text === '' ? '' : prepend + text;
  }),
  Replace: made(
    z.looseObject({ pattern: patternField, content: insertedField }),
    ({ pattern, content }, place) => {
      const find = finderOf(pattern, place);
      return (text) => replaceFound(text, find, content);
    },
  ),
  Nmt: always(nmt),
  ByteLevel: always(byteCharacters),
  BertNormalizer: made(
    z.looseObject({
      clean_text: flag,
      handle_chinese_chars: flag,
      strip_accents: flag.nullish(),
      lowercase: flag,
    }),
    (fields) => (text) => {
      let result = fields.clean_text ? cleanText(text) : text;
      if (fields.handle_chinese_chars) result = result.replace(CJK, ' $& ');
      if (fields.strip_accents ?? fields.lowercase) {
        result = result.normalize('NFD').replace(/\p{Mn}/gu, '');
      }
      return fields.lowercase ? lowerCase(result) : result;
    },
  ),
});

/** Character by character, so that a final sigma is as any other. */
function lowerCase(text: string): string {
  return Array.from(text, (character) => character.toLowerCase()).join('');
}

/** One character at a time: an expression that ends in `+$` takes quadratic time. */
function trimEnd(text: string, last: RegExp | null): string {
  let end = text.length;
  while (last !== null && end > 0 && last.test(text[end - 1])) end--;
  return text.slice(0, end);
}

/** The rules of neural machine translation's corpora: most controls go, other white space becomes a blank. */
function nmt(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    if (NMT_DROPPED.has(code)) return '';
    return NMT_BLANKS.has(code) ? ' ' : character;
  }).join('');
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const NMT_DROPPED = new Set([...range(0x01, 0x08), 0x0b, ...range(0x0e, 0x1f), 0x7f, 0x8f, 0x9f]);
const NMT_BLANKS = new Set([
  ...[0x09, 0x0a, 0x0c, 0x0d, 0x1680, 0x2028, 0x2029, 0x2581, 0xfeff, 0xfffd],
  ...range(0x200b, 0x200f),
]);

function cleanText(text: string): string {
  return text.replace(/\ufffd|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}]/gu, '').replace(/\p{White_Space}/gu, ' ');
}

/** The blocks that BERT's own tokenizer sets apart. */
const CJK =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
