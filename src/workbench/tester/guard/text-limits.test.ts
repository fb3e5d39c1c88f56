import { describe, expect, it } from 'vitest';
import { MOST_CHARACTERS, MOST_WORDS, textProblem } from '../../../wgsl/text-limits.ts';
import { EDITABLE_KERNELS, originalText, preludeText } from '../editable-kernels.ts';

const callTree = (levels: number) =>
  Array.from({ length: levels }, (_, i) => `fn a${i + 1}(v: f32) -> f32 { return a${i}(a${i}(v)); }`).join(
    '\n',
  );

describe('textProblem', () => {
  it.each(EDITABLE_KERNELS)('finds nothing in $id in any dtype', (kernel) => {
    const problems = (['f32', 'bf16', 'f16'] as const).map((dtype) =>
      textProblem(preludeText(kernel, dtype), originalText(kernel, dtype)),
    );
    expect(problems).toEqual([null, null, null]);
  });

  it('names the place after which a text has too many characters', () => {
    const line = `// ${'a'.repeat(96)}\n`;
    const fits = line.repeat(MOST_CHARACTERS / 100 + 1).slice(0, MOST_CHARACTERS);
    expect(textProblem('', fits)).toBeNull();
    expect(textProblem('', `${fits}b`)).toEqual({
      text: 'the text has 65,537 characters; at most 65,536 are compiled here, because a compiler cannot be stopped',
      line: 656,
      column: 37,
    });
  });

  it('names the first word that is too much', () => {
    const fits = 'a b c d e f g h\n'.repeat(MOST_WORDS / 8);
    expect(textProblem('', `${fits}// and a comment`)).toBeNull();
    expect(textProblem('', `${fits}  one more`)).toEqual({
      text: 'the text has 8,194 names, numbers and marks; at most 8,192 are compiled here, because a compiler cannot be stopped',
      line: 1025,
      column: 3,
    });
  });

  it('finds calls that double, in the function where they come to too much, before a compiler sees them', () => {
    const tree = `fn a0(v: f32) -> f32 { return v * 0.5 + 1.0; }\n${callTree(30)}`;
    expect(textProblem('', tree)).toMatchObject({
      text: expect.stringMatching(
        /^with the functions that it calls written out, as compilers do, a10 has 1\d,\d{3} names/,
      ),
      line: 11,
    });
    expect(textProblem('', `fn a0(v: f32) -> f32 { return v * 0.5 + 1.0; }\n${callTree(9)}`)).toBeNull();
  });

  it.each([
    ['moved as a whole', 'var b = a; a = b;'],
    ['set to zero', 'var c: array<f32, 4000>; c[0] = 1.0;'],
  ])('finds large values that are %s, which compilers write out', (_, statements) => {
    const text = `fn f(p: f32) {\n var a: array<f32, 4000>; ${statements} }`;
    expect(textProblem('', text)).toMatchObject({
      text: expect.stringContaining('f has '),
      line: 1,
      column: 14,
    });
    expect(textProblem('', text.replaceAll('4000', '40'))).toBeNull();
  });

  it('counts what the prelude holds where it is called, and places in the text alone', () => {
    const prelude = `fn a0(v: f32) -> f32 { return v; }\nfn big(v: f32) -> f32 { ${'a0(v); '.repeat(1500)} }`;
    expect(textProblem(prelude, '\nfn f() { big(1); big(2); }')).toMatchObject({ line: 2, column: 8 });
    expect(textProblem(prelude, '\nfn f() { a0(1); }')).toBeNull();
  });
});
