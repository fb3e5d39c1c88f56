import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { GUARD_FORMS, type GuardForm, takenName } from '../../src/wgsl/guard-code.ts';
import { guardLoops } from '../../src/wgsl/loop-guard.ts';
import { hiddenLoop, LINE_BREAKS } from '../../src/wgsl/testing/hidden-loops.ts';
import { textProblem } from '../../src/wgsl/text-limits.ts';
import { wordsOf } from '../../src/wgsl/wgsl-scan.ts';
import { type Harness, must } from './harness.ts';
import { seldom } from './mutate-json.ts';
import { mutatedText } from './mutate-text.ts';

const SHADERS = new URL('../../shaders/', import.meta.url);

/** What the workbench offers to edit, and the other kernels of the lab. */
const KERNELS: readonly string[] = readdirSync(SHADERS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.wgsl'))
  .map((name) => readFileSync(new URL(name, SHADERS), 'utf8'))
  .toSorted((a, b) => a.length - b.length);

const WORDS = [
  ...[
    'loop {',
    'for (;;) {',
    'while (true) {',
    'fn f() {',
    '}',
    '{',
    '(',
    ')',
    ';',
    '@',
    'continuing {',
    'switch x {',
  ],
  ...[
    '//',
    '/*',
    '*/',
    ...LINE_BREAKS,
    'loop_rounds',
    'loop_stop',
    'fn',
    'loop',
    'for',
    'while',
    'break;',
    'return;',
  ],
  ...[
    'workgroupBarrier();',
    'atomicStore',
    '@compute @workgroup_size(1) fn main() {',
    'x /* { */ = 1;',
    '<',
    '>',
  ],
];

/** Stands first in every loop's body, so that what is put in shows. */
const MARK = '/*@*/';

const PLAIN = fc.constantFrom(
  ...[
    'x = x + 1u;',
    'let format = x;',
    'var loop_rounds = 0u;',
    'x++;',
    'f0();',
    'workgroupBarrier();',
    'return;',
  ],
  ...[
    'let loop_ = x;',
    'let fortune = 1u;',
    'let u = vec2<u32>(x, 1u).x;',
    '/* for (;;) { /* loop { */ */',
    '{ }',
  ],
  ...LINE_BREAKS.map((end) => `// while (true) {${end}`),
);

const HEADERS = fc.constantFrom(
  ...[
    'for (var i = 0u; i < 4u; i++) ',
    'for (;;)',
    'while (x < 9u) ',
    'while x < 9u',
    'loop ',
    'while (f(vec2(x)) > 1) ',
  ],
  ...[
    '@diagnostic(off, derivative_uniformity) loop ',
    'for (var i = 0u; /* { */ i < 4u; i += (1u)) ',
    'loop// {\r',
  ],
);

/** Statements with loops in loops, `depth` deep. */
function statements(depth: number): fc.Arbitrary<string> {
  const nested = depth === 0 ? [] : blocks(depth);
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: PLAIN }, ...nested), { maxLength: 4 })
    .map((all) => all.join(' '));
}

function blocks(depth: number): { weight: number; arbitrary: fc.Arbitrary<string> }[] {
  const inside = statements(depth - 1);
  const loops = fc.tuple(HEADERS, inside).map(([header, body]) => `${header}{${MARK}${body}}`);
  const others = fc
    .constantFrom('if (x > 1u) ', 'else ', '', 'switch (x) ')
    .chain((header) => inside.map((body) => `${header}{${body}}`));
  return [
    { weight: 3, arbitrary: loops },
    { weight: 1, arbitrary: others },
  ];
}

/** Whole texts, whose loops are known by their marks. */
const written = fc
  .array(statements(3), { minLength: 1, maxLength: 4 })
  .map((bodies) => bodies.map((body, i) => `fn f${i}(p: array<u32, 4>) -> u32 {${body}}`).join('\n'));

const mutated = mutatedText(KERNELS, { dictionary: WORDS, most: 8 });

interface Input {
  readonly text: string;
  /** How many loops it has; null where nobody knows. */
  readonly loops: number | null;
}

const marksOf = (text: string): number => text.split(MARK).length - 1;

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 3, arbitrary: written.map((text) => ({ text, loops: marksOf(text) })) },
  // Texts that compile, with loops that never end, hidden in every way that was thought of.
  { weight: 1, arbitrary: fc.nat().map((seed) => hiddenLoop(seed)) },
  { weight: 3, arbitrary: mutated.map((text) => ({ text, loops: null })) },
  // Of lengths at which what takes more than linear time would show.
  {
    weight: 1,
    arbitrary: fc.tuple(fc.oneof(written, fc.constantFrom(...WORDS)), fc.nat(400)).map(([text, times]) => ({
      text: `${text} `.repeat(seldom(times)),
      loops: null,
    })),
  },
);

export const kernels: Harness<Input> = {
  name: 'kernels',
  property:
    'a text is measured before it is compiled, whatever it is; of one that compiles the guard takes nothing away, finds every loop and puts its count first into it',
  inputs,
  check({ text, loops }) {
    if (textProblem('', text)) return 'too much to compile';
    // The guard is given what a compiler took.
    if (loops === null) return 'any text';
    if (takenName(wordsOf(text))) return 'a name that the guard needs, refused';
    for (const form of GUARD_FORMS) checkForm(text, loops, form);
    return 'a text of known loops';
  },
  keep: ({ text }) => ({ 'kernel.wgsl': text }),
};

function checkForm(text: string, loops: number, form: GuardForm): void {
  const guarded = guardLoops(text, { form });
  must(holdsInOrder(guarded.code, text), 'a part of the text is gone');
  must(guarded.loops.length === loops, `found ${guarded.loops.length} of ${loops} loops`);
  must(!guarded.code.includes(`{${MARK}`), 'a loop that is not guarded');
}

/** Whether `part` stands in `whole` with nothing but additions. */
function holdsInOrder(whole: string, part: string): boolean {
  let at = 0;
  for (let i = 0; i < whole.length && at < part.length; i++) if (whole[i] === part[at]) at++;
  return at === part.length;
}
