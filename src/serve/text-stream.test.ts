import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteCodec } from './testing/byte-codec.ts';
import { TextStream } from './text-stream.ts';

const codec = byteCodec();

function piecesOf(tokens: readonly number[]): string[] {
  const texts = new TextStream(codec);
  return [...tokens.map((token) => texts.push(token)), texts.end()];
}

it('gives characters whole, though each of their bytes is a token', () => {
  expect(piecesOf(codec.encode('aé€😀'))).toEqual(['a', '', 'é', '', '', '€', '', '', '', '😀', '']);
});

it('gives what is no character as it is decoded, and at the latest at the end', () => {
  expect(piecesOf([0x61, 0xe2, 0x82])).toEqual(['a', '', '', '\ufffd']);
  const broken = Array.from({ length: 40 }, () => 0x80);
  expect(piecesOf(broken).join('')).toBe('\ufffd'.repeat(40));
});

it('gives a character whole behind what is none', () => {
  const broken = Array.from({ length: 7 }, () => 0x80);
  expect(piecesOf([...broken, ...codec.encode('😀')]).join('')).toBe(`${'\ufffd'.repeat(7)}😀`);
});

it('joins to the text of all tokens, whatever they are', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const text = fc.string({ unit: 'binary' }).map((each) => codec.encode(each));
  const parts = fc.constantFrom(0x80, 0x9f, 0x98, 0xf0, 0xe2, 0x82, 0xac, 0xc3, 0x61);
  const bytes = [byte, parts].map((each) => fc.array(each, { maxLength: 40 }));
  fc.assert(
    fc.property(fc.oneof(text, ...bytes), (tokens) => {
      fc.pre(tokens[0] !== 0xef);
      expect(piecesOf(tokens).join('')).toBe(codec.decode(tokens));
    }),
  );
});
