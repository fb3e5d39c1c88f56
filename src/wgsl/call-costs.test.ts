import { describe, expect, it } from 'vitest';
import { callCosts } from './call-costs.ts';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

function costsOf(code: string) {
  const words = wordsOf(code);
  return callCosts(words, functionsOf(words));
}

describe('callCosts', () => {
  it('counts the words of a function with those of every call in its place, in whatever order they stand', () => {
    const { of } = costsOf('fn a() { b(); b(); } fn b() { c(); } fn c() { x = 1; }');
    // Their braces open but do not close the count: `{ x = 1 ;`.
    expect(of('c').words).toBe(5);
    expect(of('b').words).toBe(5 + 5);
    expect(of('a').words).toBe(9 + 2 * 10);
  });

  it('doubles with every function that calls another twice', () => {
    const chain = Array.from({ length: 60 }, (_, i) => `fn a${i + 1}() { a${i}(); a${i}(); }`);
    expect(costsOf(`fn a0() { }\n${chain.join('\n')}`).of('a60').words).toBeGreaterThan(2 ** 60);
  });

  it('charges a round of a loop with its header, its body and what they call, and not with what stands beside it', () => {
    const { of } = costsOf('fn f() { a = 1; while (g()) { b = 2; } c = 3; } fn g() -> bool { return d; }');
    const words = ['while', '(', 'g', '(', ')', ')', '{', 'b', '=', '2', ';', '}'].length;
    expect(of('f').loops).toEqual([{ words: words + of('g').words, meets: false }]);
  });

  it('takes an attribute of that name for no call', () => {
    const { of } = costsOf('fn f() { @size(4) loop { size(); } } fn size() { }');
    expect(of('f').words).toBe('{ @ size ( 4 ) loop { size ( ) ; }'.split(' ').length + 1);
  });

  it('tells what meets at barriers, also by calls, loop by loop', () => {
    const { of } = costsOf(`fn wait() { workgroupBarrier(); }
fn main() { loop { for (;;) { } wait(); } loop { loop { } } }`);
    expect(of('main').meets).toBe(true);
    expect(of('main').loops.map(({ meets }) => meets)).toEqual([true, false, false, false]);
  });

  it('counts how many loops stand in each other, calls included', () => {
    const { of } = costsOf('fn f() { loop { loop { g(); } } loop { } } fn g() { loop { } } fn h() { f(); }');
    expect(['f', 'g', 'h'].map((name) => of(name).depth)).toEqual([3, 1, 3]);
  });

  it('ends where functions call each other in a circle, which no compiler takes', () => {
    const { of } = costsOf('fn a() { b(); } fn b() { a(); }');
    expect(of('a').words).toBe(10);
  });
});
