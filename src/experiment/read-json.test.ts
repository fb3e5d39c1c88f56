import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonError, JsonNumber, parseJson, parseJsonNumbers } from './read-json.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('parseJson', () => {
  it('reads what JSON.parse reads, as text and as bytes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
        expect(parseJson(utf8(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('skips a byte order mark', () => {
    expect(parseJson('\ufeff{"a": 1}')).toEqual({ a: 1 });
    expect(parseJson(Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('[2]')))).toEqual([2]);
  });

  it.each([
    ['', 'line 1, column 1: expected a value, found the end of the text'],
    ['{"a": 1,}', 'line 1, column 9: expected a field name in quotes, found "}" after a comma'],
    ['[1,\r\n 2,\r\n]', 'line 3, column 1: expected a value, found "]" after a comma'],
    ['{"a": }', 'line 1, column 7: expected a value, found "}"'],
    ['{a: 1}', 'line 1, column 2: expected a field name in quotes or "}", found "a: 1}"'],
    ["{'a': 1}", 'line 1, column 2: expected a field name in quotes or "}", found "\'a\': 1}"'],
    ['{"a" 1}', 'line 1, column 6: expected ":", found "1}"'],
    ['// mine\n{}', 'line 1, column 1: expected a value, found "// mine"; JSON has no comments'],
    ['{"a": 1} # x', 'line 1, column 10: expected the end of the text, found "# x"; JSON has no comments'],
    ['{"é😀": 1\n "b": 2}', 'line 2, column 2: expected "," or "}", found "\\"b\\": 2}"'],
    ['["😀" x]', 'line 1, column 6: expected "," or "]", found "x]"'],
    ['[x]', 'line 1, column 2: expected a value or "]", found "x]"'],
    ['{"a": "b\n', 'line 1, column 9: expected a closing quote, found the end of the line'],
    ['["\\x41"]', 'line 1, column 3: expected an escape that JSON knows, found "\\\\x41\\"]"'],
    ['["\t"]', 'line 1, column 3: expected no bare control character in a text, found "\\t\\"]"'],
    ['[01]', 'line 1, column 3: expected "," or "]", found "1]"'],
    ['[NaN]', 'line 1, column 2: expected a value or "]", found "NaN]"'],
    [`[${'x'.repeat(99)}]`, `found "${'x'.repeat(24)}…"`],
  ])('says where %j is no JSON', (text, message) => {
    expect(() => parseJson(text)).toThrow(JsonError);
    expect(() => parseJson(text)).toThrow(message);
  });

  it('says where bytes are no UTF-8', () => {
    const bytes = Uint8Array.of(...utf8('{\n"é€'), 0xe2, 0x82, 0x22);
    expect(() => parseJson(bytes)).toThrow('line 2, column 4: expected text in UTF-8, found byte 0xE2');
    expect(() => parseJson(Uint8Array.of(0xff, 0xfe, 0x7b, 0))).toThrow('found UTF-16');
  });

  it('finds a fault in every text that JSON.parse refuses, and in no other', () => {
    const pieces = fc.constantFrom(...'{}[],:"\\\n\t 0-1.eE+u', '"a"', 'true', 'null', 'NaN', '//', '\u2028');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(parseJson(text)).toEqual(JSON.parse(text));
        else expect(() => parseJson(text)).toThrow(/^line \d+, column \d+: expected .*, found /);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads the numbers that Python writes where asked to', () => {
    const python = (text: string) => parseJson(text, { pythonNumbers: true });
    const text =
      '{"a": [NaN, Infinity, -Infinity], "b": "NaN", "c": "#NaN", "\\u004eaN": "\\u004eaN", "d": 1}';
    expect(python(text)).toEqual({
      ...{ a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
      ...{ b: 'NaN', c: '#NaN', NaN: 'NaN', d: 1 },
    });
    expect(() => python('{"a": nan}')).toThrow('line 1, column 7: expected a value, found "nan}"');
    expect(() => python('[NaN 1]')).toThrow('line 1, column 6: expected "," or "]"');
    expect(Object.hasOwn(Object(python('{"__proto__": NaN}')), '__proto__')).toBe(true);
  });

  it('takes any nesting, or refuses it in words', () => {
    const nested = (inner: string) => '['.repeat(200_000) + inner + ']'.repeat(200_000);
    expect(() => parseJson(nested('x'))).toThrow('line 1, column 200001: expected a value or "]"');
    expect(() => parseJson(nested('NaN'), { pythonNumbers: true })).toThrow('nested too deep');
  });

  it('keeps how each number is written, whatever texts stand beside it', () => {
    const texts = ['-0.10000000149011612', '1e2', '-0', '0.30', '7', '#7'];
    expect(parseJsonNumbers('[-0.10000000149011612, 1E+2, {"7": "7", "a": "#7"}, 7, -0, "-0"]')).toEqual([
      new JsonNumber('-0.10000000149011612'),
      new JsonNumber('1E+2'),
      { 7: '7', a: '#7' },
      new JsonNumber('7'),
      new JsonNumber('-0'),
      '-0',
    ]);
    const pieces = fc.oneof(fc.constantFrom(...texts), fc.string(), fc.double({ noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.array(pieces), (value, beside) => {
        const text = JSON.stringify([value, beside]);
        const plain = JSON.stringify(parseJsonNumbers(text), (_, each) =>
          each instanceof JsonNumber ? each.value : each,
        );
        expect(plain).toBe(text);
      }),
    );
    expect(() => parseJsonNumbers('[1, 2')).toThrow('line 1, column 6: expected "," or "]", found the end');
    expect(Object.hasOwn(Object(parseJsonNumbers('{"__proto__": 1}')), '__proto__')).toBe(true);
  });
});
