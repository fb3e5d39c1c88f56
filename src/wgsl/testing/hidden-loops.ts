import { mixBits } from '../../numerics/gumbel.ts';

/** A text for the kernel `row-dot` with loops that never end, or not in any time to wait for, hidden in one of many ways. */
export interface HiddenLoop {
  readonly way: string;
  readonly text: string;
  /** The smallest M of a step that does not end. */
  readonly rows: number;
  /** Loops of the text. */
  readonly loops: number;
}

/** Integers from 0 to below `most`, a function of the seed alone. */
type Draw = (most: number) => number;

function drawing(seed: number): Draw {
  let state = mixBits(seed + 1);
  return (most) => {
    state = mixBits(state + 0x9e37);
    return (state >>> 0) % most;
  };
}

/** The parts of a text that a way may fill. */
interface Parts {
  readonly globals?: string;
  readonly statements: string;
  readonly loops: number;
}

/** Everything that ends a line, and with it a comment, in WGSL. */
export const LINE_BREAKS = ['\n', '\v', '\f', '\r', '\r\n', '\u0085', '\u2028', '\u2029'];
const BLANKS = [
  ' ',
  '\t',
  '\n',
  '\u0085',
  '\u200e',
  '\u200f',
  '\u2028',
  '/**/',
  '/* { /* } */ for */',
  '// loop {\u0085',
];
/** Names that a guard might use, and WGSL's own that it might call. */
const NAMES = [
  ...['guard_0', 'guard_0_over', 'guard_1_spent', 'loop_rounds', 'loop_stop', 'loop_own_1'],
  ...['min', 'max', 'select', 'atomicAdd', 'atomicStore', 'atomicLoad', 'vec2u', 'i32'],
];

const pick = <Item>(draw: Draw, items: readonly Item[]): Item => items[draw(items.length)];

/**
 * `never` is false at run time, which no compiler knows. Each form of a loop, without end but for it, with `inner` once a
 * round.
 */
const FORMS: readonly ((counter: string, never: string, inner: string) => string)[] = [
  (_, never, inner) => `loop { if (${never}) { break; } ${inner} }`,
  (_, never, inner) => `loop { ${inner} continuing { break if ${never}; } }`,
  (_, never, inner) => `while (!(${never})) { ${inner} }`,
  (_, never, inner) => `for (; !(${never}); ) { ${inner} }`,
  (counter, never, inner) => `for (var ${counter} = 0u; !(${never}); ${counter}++) { ${inner} }`,
  (counter, never, inner) =>
    `for (var ${counter} = 0u; ${counter} < 9u; ${counter} = ${counter} & 7u) { if (${never}) { break; } ${inner} }`,
  (_, never, inner) =>
    `@diagnostic(off, derivative_uniformity) while (true) { if (${never}) { return; } ${inner} }`,
  (_, never, inner) =>
    `loop { if (${never}) { break; } switch (params.rows) { case 0u: { break; } default: { ${inner} continue; } } }`,
];
/** Without a return and a switch: what meets at a barrier is uniform in all of them. */
const UNIFORM_FORMS = FORMS.slice(0, 5);

/** No thread's data: uniform. */
const NEVER = 'params.rows == 0u';
const WORK = 'y[0] = y[0] * 0.5 + 1.0;';

function nest(draw: Draw, forms: typeof FORMS, depth: number, inner = WORK): string {
  let text = inner;
  for (let level = 0; level < depth; level++) text = pick(draw, forms)(`i${level}`, NEVER, text);
  return text;
}

const WAYS: Readonly<Record<string, (draw: Draw) => Parts>> = {
  plain(draw) {
    const depth = 1 + draw(3);
    return { statements: nest(draw, FORMS, depth), loops: depth };
  },
  /** A name of the guard's or of WGSL's, declared in the function and set back in every round. */
  'local names'(draw) {
    const names = [pick(draw, NAMES), 'u32', 'bool', 'atomicMax'].filter((_, i) => i === 0 || draw(2) === 0);
    const set = names.map((name) => `${name} = 0u;`).join(' ');
    const declared = names.map((name) => `var ${name} = 0u;`).join(' ');
    return { statements: `${declared} ${nest(draw, FORMS, 1, set)}`, loops: 1 };
  },
  'global names'(draw) {
    const name = pick(draw, NAMES);
    const declared = pick(draw, [
      `fn ${name}(a: ptr<storage, atomic<u32>, read_write>, b: u32) {}`,
      `var<private> ${name}: u32;`,
      `struct ${name} { a: u32, }`,
      `const ${name} = 0u;`,
    ]);
    return { globals: declared, statements: nest(draw, FORMS, 1), loops: 1 };
  },
  'a comment that ends early'(draw) {
    const text = nest(draw, FORMS, 1);
    return { statements: `// a line ends here: ${pick(draw, LINE_BREAKS)} ${text}\n`, loops: 1 };
  },
  /** Between all words, where a guard looks for them side by side. */
  'blanks and comments'(draw) {
    const text = nest(draw, FORMS, 2).replaceAll(' ', () => {
      const blank = pick(draw, BLANKS);
      return blank.startsWith('//') ? ` ${blank}` : ` ${blank} `;
    });
    return { statements: text, loops: 2 };
  },
  helpers(draw) {
    const depth = 1 + draw(4);
    const declared = Array.from({ length: depth }, (_, i) => {
      const inner = i === 0 ? WORK : `h${i - 1}();`;
      return `fn h${i}() { ${pick(draw, FORMS)('i', NEVER, inner)} }`;
    });
    const shuffled = declared.toSorted(() => draw(3) - 1);
    return { globals: shuffled.join('\n'), statements: `h${depth - 1}();`, loops: depth };
  },
  /** A function whose loop is left by a return alone. */
  'a result'(draw) {
    const form = pick(draw, ['loop', 'while (true)', 'for (;;)']);
    const body = `if (${NEVER}) { return 1u; } ${WORK}`;
    const globals = `fn result() -> array<u32, 1 << 1> { ${form} { if (${NEVER}) { return array<u32, 2>(); } ${WORK} } }`;
    return form === 'loop'
      ? { globals, statements: 'y[1] = f32(result()[0]);', loops: 1 }
      : {
          globals: `fn result() -> u32 { ${form} { ${body} } return 2u; }`,
          statements: 'y[1] = f32(result());',
          loops: 1,
        };
  },
  'barrier functions'(draw) {
    const depth = 1 + draw(4);
    const meeting = (i: number) =>
      `${pick(draw, ['workgroupBarrier();', 'storageBarrier();'])} ${i === 0 ? '' : `b${i - 1}();`}`;
    const declared = Array.from({ length: depth }, (_, i) => {
      const nested = pick(draw, UNIFORM_FORMS)('i', NEVER, `${meeting(i)} ${WORK}`);
      return `fn b${i}() { ${nested} }`;
    });
    const main = pick(draw, UNIFORM_FORMS)('i', NEVER, `b${depth - 1}();`);
    return { globals: declared.toReversed().join('\n'), statements: main, loops: depth + 1 };
  },
  /** Long loops that end in long loops that meet: more rounds than anyone waits for. */
  'barrier chain'(draw) {
    const rounds = () => 500 + draw(2000);
    const globals = `fn b0(n: u32) { workgroupBarrier(); for (var i = 0u; i < n; i++) { ${WORK} } }
fn b1() { for (var i = 0u; i < ${rounds()}u; i++) { b0(${rounds() * 1000}u); } }
fn b2() { for (var i = 0u; i < ${rounds()}u; i++) { b1(); } }`;
    return { globals, statements: `for (var i = 0u; i < ${rounds()}u; i++) { b2(); }`, loops: 4 };
  },
  /** What a loop counts decides about a barrier: it has to stay uniform. */
  'a count before a barrier'(draw) {
    const counted = `var n = 1u; ${pick(draw, UNIFORM_FORMS)('i', NEVER, 'n = n * 2u + 1u;')}`;
    return { statements: `${counted} if (n > 3u) { workgroupBarrier(); }`, loops: 1 };
  },
  'a heavy body'(draw) {
    const heavy = 's = exp(sin(s) + 1.0);'.repeat(20 + draw(40));
    return {
      statements: `var s = x[0]; for (var i = 0u; i < 1000000000u; i++) { ${heavy} } y[2] = s;`,
      loops: 1,
    };
  },
  /** Loops that end, around and before one that does not. */
  'among others'(draw) {
    const before = `for (var i = 0u; i < ${draw(3000)}u; i++) { ${WORK} }`;
    const inner = `for (var j = 0u; j < ${draw(30)}u; j++) { ${WORK} }`;
    const around = `for (var k = 0u; k < ${1 + draw(5)}u; k++) { ${nest(draw, FORMS, 1, inner)} }`;
    return { statements: `${before} ${around}`, loops: 4 };
  },
};

/** The ways that `hiddenLoop` takes in turn. */
export const HIDDEN_LOOP_WAYS: readonly string[] = Object.keys(WAYS);

/** The text of a seed; seeds that follow each other take the ways in turn. */
export function hiddenLoop(seed: number): HiddenLoop {
  const draw = drawing(seed);
  const way = HIDDEN_LOOP_WAYS[seed % HIDDEN_LOOP_WAYS.length];
  const { globals = '', statements, loops } = WAYS[way](draw);
  const rows = draw(4) === 0 ? 2 + draw(16) : 1;
  const guarded = rows === 1 ? statements : `if (params.rows >= ${rows}u) { ${statements} }`;
  const text = `struct Params { rows: u32, terms: u32, columns: u32, }
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;
${globals}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  ${guarded}
  y[id.y * params.columns + id.x] = x[0] * w[0];
}
`;
  return { way, text, rows, loops };
}
