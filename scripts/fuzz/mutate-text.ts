import fc from 'fast-check';

/** Texts that trip programs: ends, marks, halves of characters, what a terminal obeys, what an object inherits. */
export const AWKWARD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\n',
  '\r\n',
  '\0',
  '\t',
  '"',
  '\\',
  '\u{feff}',
  '\ud83d',
  '\udc00',
  '\u2028',
  '\u0085',
  '\u202e',
  '\u200b',
  '\x1b[2J',
  '\u009b31m',
  'e\u0301',
  '👩‍👩‍👧',
  '\u{10ffff}',
  '½',
  'Ⅻ',
  '٣',
  '１',
  '__proto__',
  'constructor',
  'toString',
  '-0',
  '1e400',
  'NaN',
  '9007199254740993',
  '%23',
  '../..',
];

const KINDS = ['insert', 'flip', 'drop', 'double', 'cut', 'behead', 'splice'] as const;

/** Places are in millionths of the text, so that a shrunk operation keeps its meaning in a shorter one. */
const PLACES = 1_000_000;
const LONGEST_PIECE = 64;

type Operation = readonly [
  kind: (typeof KINDS)[number],
  at: number,
  from: number,
  length: number,
  token: string,
  mask: number,
];

interface MutationOptions {
  /** Words of the language that is mutated, put in beside the awkward ones. */
  readonly dictionary?: readonly string[];
  /** Most operations on one text. */
  readonly most?: number;
  /** Greatest code unit, 255 where a text stands for bytes. */
  readonly greatest?: number;
}

/** One of the texts with some operations done to it; the first is the one that failures shrink to. */
export function mutatedText(bases: readonly string[], options: MutationOptions = {}): fc.Arbitrary<string> {
  return withMutations(fc.constantFrom(...bases), bases, options);
}

/** Texts of another source with some operations done to them; what is spliced in is of `bases`. */
export function withMutations(
  texts: fc.Arbitrary<string>,
  bases: readonly string[],
  { dictionary = [], most = 4, greatest = 0xffff }: MutationOptions = {},
): fc.Arbitrary<string> {
  const tokens = [...dictionary, ...AWKWARD_TEXTS].filter((token) =>
    [...token].every((character) => character.codePointAt(0)! <= greatest || greatest === 0xffff),
  );
  const operation: fc.Arbitrary<Operation> = fc.tuple(
    fc.constantFrom(...KINDS),
    fc.nat(PLACES),
    fc.nat(PLACES),
    fc.integer({ min: 1, max: LONGEST_PIECE }),
    fc.constantFrom(...tokens),
    fc.integer({ min: 1, max: Math.min(greatest, 255) }),
  );
  return fc
    .tuple(texts, fc.constantFrom(...bases), fc.array(operation, { minLength: 1, maxLength: most }))
    .map(([text, other, operations]) =>
      operations.reduce((current, each) => mutate(current, other, each), text),
    );
}

function mutate(text: string, other: string, [kind, place, from, length, token, mask]: Operation): string {
  const at = Math.floor((text.length * place) / PLACES);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const piece = (source: string): string => {
    const start = Math.floor((source.length * from) / PLACES);
    return source.slice(start, start + length);
  };
  switch (kind) {
    case 'insert':
      return before + token + after;
    case 'flip':
      return after === '' ? text : before + String.fromCharCode(after.charCodeAt(0) ^ mask) + after.slice(1);
    case 'drop':
      return before + after.slice(length);
    case 'double':
      return before + piece(text) + after;
    case 'cut':
      return before;
    case 'behead':
      return after;
    case 'splice':
      return before + piece(other) + after;
  }
}

/** Short texts of anything that a string can hold, halves of characters too. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...AWKWARD_TEXTS),
      fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)),
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
      fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

/** Bytes as a text of as many characters, which is what the operations above work on. */
export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** The bytes that `textOfBytes` stands for. */
export function bytesOfText(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
