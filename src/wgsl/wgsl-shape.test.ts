import { describe, expect, it } from 'vitest';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

function shapeOf(code: string) {
  const words = wordsOf(code);
  const from = (i: number, length: number) => code.slice(words[i].at).slice(0, length);
  return { words, functions: functionsOf(words), from };
}

describe('functionsOf', () => {
  it('finds every loop of every function, nested ones after those they stand in', () => {
    const { functions, from } = shapeOf(
      'fn f(a: u32) -> u32 { for (var i = 0u; i < g(a); i++) { while (i < 3u) { } } return 1u; }\nfn g() { loop { break; } }',
    );
    expect(functions.map(({ name }) => name)).toEqual(['f', 'g']);
    const starts = functions.map(({ loops }) => loops.map(({ start }) => from(start, 5)));
    expect(starts).toEqual([['for (', 'while'], ['loop ']]);
    const bodies = functions.map(({ loops }) => loops.map(({ body }) => from(body, 3)));
    expect(bodies).toEqual([['{ w', '{ }'], ['{ b']]);
    const ends = functions.map(({ loops }) => loops.map(({ end }) => from(end, 4)));
    expect(ends).toEqual([['} re', '} } '], ['} }']]);
    const [[outer, inner]] = functions.map(({ loops }) => loops);
    expect([outer.within, inner.within]).toEqual([null, outer]);
  });

  it('begins a loop before its attributes, and its body after those of the body', () => {
    const { functions, from } = shapeOf(
      'fn f() { if (a) { g(1); } @diagnostic(off, x) @y loop @diagnostic(off, z) { break; } }',
    );
    const [{ start, body }] = functions[0].loops;
    expect(from(start, 11)).toBe('@diagnostic');
    expect(from(body, 3)).toBe('{ b');
  });

  it('knows entry points, where parameters begin and what is returned', () => {
    const { functions, from } = shapeOf(`struct A { a: u32 }
@must_use fn f(a: vec2<u32>) -> array<A, 2> { return A(); }
@compute @workgroup_size(64) fn main(@builtin(position) a: u32) { }`);
    expect(functions.map(({ entry }) => entry)).toEqual([false, true]);
    expect(functions.map(({ parameters }) => from(parameters, 3))).toEqual(['(a:', '(@b']);
    expect(functions.map(({ result }) => result && [from(result[0], 5), from(result[1], 5)])).toEqual([
      ['array', '{ ret'],
      null,
    ]);
  });

  it.each([
    'fn',
    'fn f(',
    'fn f() { loop',
    'fn f() { for (;;) { ',
    '}}}} fn f() { )))) while (a) { } }',
    'loop { }',
  ])('gives what can be told of a text that does not compile: %s', (code) => {
    expect(shapeOf(code).functions.flatMap(({ loops }) => loops).length).toBeLessThanOrEqual(1);
  });
});
