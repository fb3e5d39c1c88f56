/** Builtins whose result WGSL leaves open in some bit, or whose order; `subgroupBroadcast` alone of subgroups, since it moves and computes nothing. */
const BUILTINS = [
  ...['exp', 'exp2', 'log', 'log2', 'pow', 'sqrt', 'inverseSqrt', 'fma', 'dot', 'mix', 'smoothstep'],
  ...[
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ],
  ...['length', 'normalize', 'distance', 'reflect', 'refract', 'cross', 'determinant', 'faceForward'],
  ...['degrees', 'radians', 'ldexp', 'frexp', 'modf', 'fract', 'quantizeToF16'],
  ...['pack2x16float', 'unpack2x16float', 'pack2x16snorm', 'unpack2x16snorm', 'pack2x16unorm'],
  ...['unpack2x16unorm', 'pack4x8snorm', 'unpack4x8snorm', 'pack4x8unorm', 'unpack4x8unorm'],
];
const CALL = new RegExp(`(?<![\\w.])(?:${BUILTINS.join('|')}|subgroup(?!Broadcast\\b)\\w+)(?=\\()`, 'g');
const TYPES = /\bf16\b|\bvec[234]h\b|\bmat\dx\dh\b|\batomic<f32>/g;
const DIVISION = /[/%]=?\s*(\([^()]*(?:\([^()]*\)[^()]*)*\)|[\w.]+)/g;
const INTEGER = '(?:0x[0-9a-f]+|\\d+)u\\b';
const DECLARED = /\b(\w+): [ui]32\b|\bconst (\w+) = \d+u;/g;

/** Names of overrides, constants, fields and arguments that some text declares as integers, and none otherwise. */
export function integerNames(texts: Iterable<string>): ReadonlySet<string> {
  const all = [...texts].join('\n');
  return new Set([...all.matchAll(DECLARED)].map(([, typed, constant]) => typed ?? constant));
}

/** What of a WGSL text no portable kernel may contain, each once: builtins, types, and divisions that are not seen to be of `integers`. */
export function forbiddenIn(wgsl: string, integers = integerNames([wgsl])): string[] {
  const text = wgsl.replace(/\/\/.*$/gm, '');
  const found = [...text.matchAll(CALL), ...text.matchAll(TYPES)].map(([match]) => match);
  const divisions = [...text.matchAll(DIVISION)].filter(([, by]) => !isInteger(by, text, integers));
  return [...new Set([...found, ...divisions.map(([match]) => match)])];
}

/** Every word of it, and at least one: a literal, or a name that is declared or begun as an integer and nowhere here as a float. */
function isInteger(divisor: string, text: string, integers: ReadonlySet<string>): boolean {
  const words = divisor.match(/[\w.]+/g) ?? [];
  return words.length > 0 && words.every((word) => isIntegerWord(word, text, integers));
}

function isIntegerWord(word: string, text: string, integers: ReadonlySet<string>): boolean {
  if (/^(?:0x[0-9a-f]+|\d+)[ui]?$/.test(word)) return true;
  const name = word.slice(word.lastIndexOf('.') + 1);
  if (new RegExp(`\\b${name}: (?:f32|vec\\df)\\b`).test(text)) return false;
  return integers.has(name) || new RegExp(`\\b(?:const|let|var) ${name} = [^;]*${INTEGER}`).test(text);
}
