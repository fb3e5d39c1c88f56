import { describe, expect, it } from 'vitest';
import attention from '../../../shaders/attention.wgsl?raw';
import { guardLoops } from './loop-guard.ts';
import { functionsOf, wordsOf } from './wgsl-scan.ts';

describe('wordsOf', () => {
  it('skips comments, also nested ones and one that never ends', () => {
    expect(wordsOf('a /* for /* { */ } */ b // while\nc /* d').map(({ text }) => text)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('functionsOf', () => {
  it('finds every loop of every function, nested ones after those they stand in', () => {
    const code =
      'fn f(a: u32) -> u32 { for (var i = 0u; i < g(a); i++) { while (i < 3u) { } } return 1u; }\nfn g() { loop { break; } }';
    const found = functionsOf(code);
    expect(found.map(({ name }) => name)).toEqual(['f', 'g']);
    const before = found.map(({ loopBodies }) => loopBodies.map((at) => code.slice(0, at).slice(-5)));
    expect(before).toEqual([['i++) ', ' 3u) '], ['loop ']]);
  });
});

describe('guardLoops', () => {
  it('leaves a text without loops as it is', () => {
    const code = '// for ever\nfn main() { let form = 1u; }';
    expect(guardLoops(code)).toEqual({ code, loops: [] });
  });

  it('counts all loops of an invocation together, keeps every line where it was and names the loops by line', () => {
    const code = 'fn main() {\n  loop {\n    for (;;) { }\n  }\n}';
    const guarded = guardLoops(code, 9);
    expect(guarded.loops).toEqual([2, 3]);
    const lines = guarded.code.split('\n');
    expect(lines[1]).toBe(
      '  loop { loop_rounds++; if (loop_rounds > 9u) { atomicStore(&loop_stop, 1u); break; }',
    );
    expect(lines[2]).toContain(
      'for (;;) { loop_rounds++; if (loop_rounds > 9u) { atomicStore(&loop_stop, 2u); break; } }',
    );
    expect(lines[4]).toBe('}');
    expect(guarded.code).toContain('@group(1) @binding(0) var<storage, read_write> loop_stop: atomic<u32>;');
  });

  it('gives loops of a function with a barrier counters of their own, declared where the function begins', () => {
    const code = 'fn main() { while (true) { workgroupBarrier(); } for (;;) { } }';
    const guarded = guardLoops(code, 9).code;
    expect(guarded).toContain('fn main() { var loop_rounds_1 = 0u; var loop_rounds_2 = 0u; while');
    expect(guarded).toContain('loop_rounds_2 > 9u');
  });

  it('lets a function with a barrier that others call make fewer rounds', () => {
    const code = 'fn wait() { loop { workgroupBarrier(); } } fn main() { loop { wait(); } }';
    expect(guardLoops(code).code).toMatch(/loop_rounds_1 > 1024u.*loop_rounds > 32768u/);
  });

  it('guards every loop of a shipped kernel', () => {
    expect(guardLoops(attention).loops).toHaveLength(9);
  });
});
