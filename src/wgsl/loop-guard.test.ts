import { afterEach, describe, expect, it, vi } from 'vitest';
import attention from '../../shaders/attention.wgsl?raw';
import { callCosts } from './call-costs.ts';
import { guardLoops, readStop } from './loop-guard.ts';
import { HIDDEN_LOOP_WAYS, hiddenLoop } from './testing/hidden-loops.ts';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

afterEach(() => vi.restoreAllMocks());

describe('guardLoops', () => {
  it('leaves a text without loops as it is, behind its prelude', () => {
    const text = '// for ever\nfn main() { let form = 1u; }';
    expect(guardLoops(text)).toMatchObject({ code: text, loops: [] });
    expect(guardLoops(text, { prelude: '// before' }).code).toBe(`// before\n${text}`);
  });

  it('charges every round with its words, keeps every line where it was and names the loops by line', () => {
    const text = '@compute fn main() {\n  loop {\n    for (;;) { }\n  }\n}';
    const { code, loops } = guardLoops(text);
    expect(loops).toEqual([
      { line: 2, within: null },
      { line: 3, within: 2 },
    ]);
    const lines = code.split('\n');
    expect(lines[1]).toBe(
      '  var guard_0_own_1 = 0u; loop { guard_0_own_1++; if (guard_0_over(1u, guard_0_own_1, 10u)) { break; }',
    );
    expect(lines[2]).toBe(
      '    var guard_0_own_2 = 0u; for (;;) { guard_0_own_2++; if (guard_0_over(2u, guard_0_own_2, 7u)) { break; } }',
    );
    expect(lines.slice(3, 5)).toEqual(['  }', '}']);
    expect(code).toContain('@group(1) @binding(0) var<storage, read_write> guard_0_stop: guard_0_Stop;');
  });

  it('lets loops of later invocations end at once where one was ended, where that is asked for', () => {
    const text = '@compute fn main() { helper(); }\nfn helper() { loop { } }';
    expect(guardLoops(text, { endTogether: true }).code).toContain(
      'fn main() { guard_0_begin(); helper(); }',
    );
    expect(guardLoops(text).code).not.toContain('guard_0_begin();');
  });

  it('counts lines from the text on, as the editor does', () => {
    const text = 'fn main() {\r\n\r  // \u2028\n loop { break; } }';
    expect(guardLoops(text, { prelude: 'a\nb' }).loops).toEqual([{ line: 4, within: null }]);
  });

  it('hands one budget to all functions in which threads meet, and to the loops in them that do', () => {
    const { code } = guardLoops(`fn wait(n: u32) { loop { workgroupBarrier(); } loop { } }
fn both() { wait(1u); wait ( 2u ); }
@compute @workgroup_size(1) fn main() { while (a) { both(); } }`);
    const [wait, both, main] = code.split('\n');
    expect(wait).toContain('fn wait(guard_0_held: guard_0_Hold, n: u32) {');
    expect(wait).toContain(
      'loop { guard_0_own_1++; if (guard_0_meeting_over(guard_0_held, 1u, guard_0_own_1, ',
    );
    expect(wait).toContain('loop { guard_0_own_2++; if (guard_0_over(2u, ');
    expect(both).toBe(
      'fn both(guard_0_held: guard_0_Hold) { wait(guard_0_held, 1u); wait (guard_0_held,  2u ); }',
    );
    expect(main).toContain('fn main() { var guard_0_held = guard_0_Spent(); ');
    expect(main).toContain('if (guard_0_meeting_over(&guard_0_held, 3u, ');
    expect(main).toContain('both(&guard_0_held);');
  });

  it('takes names that no word of the text begins with, comments left aside', () => {
    const { code } = guardLoops(
      '// guard_2\nfn guard_0() { var guard_1_own_1 = 1u; loop { guard_0_over(); } }',
    );
    expect(code).toContain('if (guard_2_over(1u, guard_2_own_1, ');
  });

  it.each(['fn atomicMax(a: u32) {}', 'alias u32 = i32;', 'const storage = 1;', 'var<private> bool: i32;'])(
    'refuses a text that gives a name which the guard needs another meaning: %s',
    (declared) => {
      const text = `\n${declared}\nfn main() { loop { } }`;
      expect(() => guardLoops(text)).toThrow(
        /^line 2 declares (atomicMax|u32|storage|bool), and the counters/,
      );
      // Inside of a function it is no other's business.
      expect(guardLoops('fn main() { var u32 = 1; let atomicMax = 2; loop { } }').loops).toHaveLength(1);
    },
  );

  it('returns something after a loop that was left by returning alone', () => {
    const { code } = guardLoops(
      'fn f() -> vec2<u32> { loop { if (a) { return b; } } }\nfn g() -> u32 { loop { } return 1; }',
    );
    expect(code).toContain('} return guard_0_value_0(); }');
    expect(code).toContain('fn guard_0_value_0() -> vec2<u32> { var value: vec2<u32>; return value; }');
    expect(code).not.toContain('guard_0_value_1');
  });

  it('guards every loop of a shipped kernel, and of every text with a hidden one', () => {
    expect(guardLoops(attention).loops).toHaveLength(9);
    for (let seed = 0; seed < 20 * HIDDEN_LOOP_WAYS.length; seed++) {
      const { text, loops, way } = hiddenLoop(seed);
      const guarded = guardLoops(text);
      expect([way, guarded.loops.length]).toEqual([way, loops]);
      expect(guarded.code.match(/ \w+_own_\d+\+\+; if \(/g)).toHaveLength(loops);
    }
  });
});

describe('readStop', () => {
  const loops = [12, 35, 42].map((line) => ({ line, within: null }));

  it('knows a stopped loop by its number, with the rounds above it', () => {
    expect(readStop(loops, (65_535 << 16) | 2)).toEqual({ line: 35, within: null, rounds: 65_535 });
    expect(readStop(loops, (3 << 16) | 4)).toBeNull();
  });
});

/** Texts that grow by one of the ways that once took quadratic time. */
const GROWING: Readonly<Record<string, (count: number) => string>> = {
  'loops one after the other': (count) => `fn main() { ${'loop { break; }\n'.repeat(count)} }`,
  'loops in each other': (count) => `fn main() { ${'loop {\n'.repeat(count)} ${'}'.repeat(count)} }`,
  'functions with a loop': (count) =>
    Array.from({ length: count }, (_, i) => `fn f${i}() { loop { } }`).join('\n'),
  'headers that never close': (count) => `fn main() { ${'for ( '.repeat(count)} }`,
  'attributes before a loop': (count) => `fn main() { ${'@a(1) '.repeat(count)} loop { } }`,
  'comments that never close': (count) => `fn main() { loop { } } ${'/* '.repeat(count)}`,
};

/** Characters and items that are copied or looked through by methods of strings and arrays. */
function countCopies(): () => number {
  let copied = 0;
  const count = (length: number) => {
    copied += length;
  };
  const { slice, split, join } = {
    slice: String.prototype.slice,
    split: String.prototype.split,
    join: Array.prototype.join,
  };
  vi.spyOn(String.prototype, 'slice').mockImplementation(function (this: string, ...range) {
    const found = slice.apply(this, range);
    count(found.length);
    return found;
  });
  vi.spyOn(String.prototype, 'split').mockImplementation(function (this: string, ...by: unknown[]) {
    count(this.length);
    return (split as (...by: unknown[]) => string[]).apply(this, by);
  });
  const { slice: items } = { slice: Array.prototype.slice };
  vi.spyOn(Array.prototype, 'slice').mockImplementation(function (this: unknown[], ...range) {
    const found = items.apply(this, range);
    count(found.length);
    return found;
  });
  vi.spyOn(Array.prototype, 'join').mockImplementation(function (this: unknown[], by) {
    const found = join.call(this, by);
    count(found.length);
    return found;
  });
  return () => copied;
}

describe('the work of guarding is linear', () => {
  it.each(Object.keys(GROWING))('in what is copied: %s', (way) => {
    const [small, large] = [100, 1000].map((count) => {
      const text = GROWING[way](count);
      const copies = countCopies();
      guardLoops(text);
      const copied = copies();
      vi.restoreAllMocks();
      return copied;
    });
    expect(large).toBeLessThan(12 * small + 10_000);
  });

  it.each(Object.keys(GROWING))('in the words that are looked at: %s', (way) => {
    const [small, large] = [100, 1000].map((count) => {
      const words = wordsOf(GROWING[way](count));
      let looks = 0;
      const counted = new Proxy(words, {
        get(target, key, self) {
          looks++;
          return Reflect.get(target, key, self);
        },
      });
      const functions = functionsOf(counted);
      const costs = callCosts(counted, functions);
      for (const { name } of functions) costs.of(name);
      return looks;
    });
    expect(large).toBeLessThan(12 * small + 1000);
  });
});
