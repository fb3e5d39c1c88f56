import { z } from 'zod';
import {
  character,
  flag,
  insertedField,
  made,
  type PartReader,
  partReader,
  readParts,
  textField,
} from './component.ts';
import { finderOf, patternField, replaceFound } from './pattern.ts';
import { inSequence } from './sequence.ts';
import { bytesOfEntry, fallbackByte } from './token-text.ts';

/** A token's text on its way to the whole; `added` tokens are their own text, in no alphabet of the vocabulary's. */
export interface TokenPart {
  readonly text: string;
  readonly added: boolean;
}

/** A step from tokens to text. */
export type Decoder = (parts: readonly TokenPart[]) => readonly TokenPart[];

const count = z.int('a count').min(0, 'a count').max(1_000, 'a count to 1000');

/**
 * A decoder as the reference library has it, but that no clean-up of blanks is made and that an added token is never read as bytes
 * (there "é" would be the byte E9): the text of tokens is what they spell.
 */
export const readDecoder: PartReader<Decoder> = partReader('a decoder', {
  Sequence: (json, place) => {
    const steps = readParts(json, 'decoders', place, readDecoder);
    return inSequence(
      steps,
      (parts) => parts.reduce((size, { text }) => size + text.length + 1, 0),
      place.at,
    );
  },
  ByteLevel: () => (parts) => [fused(utf8(parts.flatMap(({ text, added }) => bytesOf(text, added))))],
  ByteFallback: () => byteFallback,
  Fuse: () => (parts) => [fused(parts.map(({ text }) => text).join(''))],
  Replace: made(
    z.looseObject({ pattern: patternField, content: insertedField }),
    ({ pattern, content }, place) => {
      const find = finderOf(pattern, place);
      return each((text) => replaceFound(text, find, content));
    },
  ),
  Strip: made(z.looseObject({ content: character, start: count, stop: count }), ({ content, start, stop }) =>
    each((text) => strip(text, content, start, stop)),
  ),
  Metaspace: made(
    z.looseObject({
      replacement: character,
      add_prefix_space: flag.nullish(),
      prepend_scheme: z.enum(['first', 'never', 'always'], 'first, never or always').default('always'),
    }),
    ({ replacement, prepend_scheme }) =>
      each((text, i) => text.replaceAll(replacement, i === 0 && prepend_scheme !== 'never' ? '' : ' ')),
  ),
  BPEDecoder: made(z.looseObject({ suffix: textField.default('</w>') }), ({ suffix }) => {
    return (parts) => each((text, i) => text.replaceAll(suffix, i === parts.length - 1 ? '' : ' '))(parts);
  }),
  WordPiece: made(z.looseObject({ prefix: textField }), ({ prefix }) =>
    each((text, i) => {
      if (i === 0) return text;
      return text.startsWith(prefix) ? text.slice(prefix.length) : ` ${text}`;
    }),
  ),
});

const ENCODER = new TextEncoder();
/** To make one takes longer than a prompt's bytes take it. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Without a decoder the reference library puts a blank between tokens. */
export const joinByBlanks: Decoder = (parts) => [fused(parts.map(({ text }) => text).join(' '))];

const fused = (text: string): TokenPart => ({ text, added: false });

function each(decode: (text: string, index: number) => string): Decoder {
  return (parts) => parts.map(({ text, added }, i) => ({ text: decode(text, i), added }));
}

function bytesOf(text: string, added: boolean): readonly number[] {
  const bytes = added ? null : bytesOfEntry(text);
  return bytes ?? [...ENCODER.encode(text)];
}

/** What is no UTF-8 becomes U+FFFD; U+FEFF is a character as any other, not a mark to be left out. */
function utf8(bytes: readonly number[]): string {
  return UTF8.decode(Uint8Array.from(bytes));
}

/** Runs of byte tokens become their text; those of a run that is no UTF-8 become U+FFFD each. */
function byteFallback(parts: readonly TokenPart[]): TokenPart[] {
  const result: TokenPart[] = [];
  let run: number[] = [];
  const endRun = (): void => {
    if (run.length > 0) result.push(...runText(run).map(fused));
    run = [];
  };
  for (const part of parts) {
    const byte = part.added ? null : fallbackByte(part.text);
    if (byte === null) {
      endRun();
      result.push(part);
    } else run.push(byte);
  }
  endRun();
  return result;
}

function runText(run: readonly number[]): string[] {
  try {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return [strict.decode(Uint8Array.from(run))];
  } catch {
    return run.map(() => '\ufffd');
  }
}

function strip(text: string, content: string, start: number, stop: number): string {
  const characters = Array.from(text);
  let from = 0;
  while (from < start && characters[from] === content) from++;
  let to = characters.length;
  while (to > from && characters.length - to < stop && characters[to - 1] === content) to--;
  return characters.slice(from, to).join('');
}
