import { shown } from '../../model-error.ts';
import type { PatternReader } from './syntax.ts';

/** What a class or an escape stands for: one character, or a set of them; `source` goes between `[` and `]`. */
export interface ClassPart {
  readonly source: string;
  readonly single: boolean;
}

/** Oniguruma's \w inside a class. */
const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}';

/** A set as it is outside a class, where \w takes the superscripts and fractions of Latin-1 as well. */
export function loneSet(source: string): string {
  return source.replace(WORD, `${WORD}\\u{B2}\\u{B3}\\u{B9}\\u{BC}-\\u{BE}`);
}

/** Oniguruma's names that Unicode lacks or means otherwise, for `[:name:]` and `\p{name}` alike. */
const NAMED_SETS: ReadonlyMap<string, string> = new Map([
  ['alnum', '\\p{Alphabetic}\\p{Nd}'],
  ['alpha', '\\p{Alphabetic}'],
  ['ascii', '\\u{0}-\\u{7F}'],
  ['blank', '\\p{Zs}\\t'],
  ['cntrl', '\\p{Cc}'],
  ['digit', '\\p{Nd}'],
  ['lower', '\\p{Lowercase}'],
  ['punct', '\\p{P}\\u{24}\\u{2B}\\u{3C}-\\u{3E}\\u{5E}\\u{60}\\u{7C}\\u{7E}'],
  ['space', '\\p{White_Space}'],
  ['upper', '\\p{Uppercase}'],
  ['word', WORD],
  ['xdigit', '0-9A-Fa-f'],
]);

const SET_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['d', '\\p{Nd}'],
  ['h', '0-9A-Fa-f'],
  ['s', '\\p{White_Space}'],
  ['w', WORD],
]);

const CONTROL_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['e', '\u001b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** A character in a form that no class takes for a mark of its own. */
export function literal(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** The escape behind a backslash, of one character or of a set; null for another, which is then still to be read. */
export function readEscape(reader: PatternReader): ClassPart | null {
  const hex = reader.match(/x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})/y);
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3], 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw reader.refusal(`\\${hex[0]}`);
    return { source: literal(String.fromCodePoint(code)), single: true };
  }
  const property = reader.match(/([pP])\{(\^?)([\w \-=]+)\}/y);
  if (property !== null) {
    const [all, kind, caret, name] = property;
    const source = propertySource(name) ?? refuse(reader, `\\${all}`);
    return { source: (kind === 'P') === (caret === '^') ? source : `[^${source}]`, single: false };
  }
  const set = reader.match(/[dDhHsSwW]/y);
  if (set !== null) {
    const source = SET_ESCAPES.get(set[0].toLowerCase())!;
    return { source: set[0] === set[0].toLowerCase() ? source : `[^${source}]`, single: false };
  }
  const control = reader.match(/[aefnrtv]/y);
  if (control !== null) return { source: literal(CONTROL_ESCAPES.get(control[0])!), single: true };
  if (reader.match(/(?=[\p{L}\p{N}])/uy) !== null) return null;
  return { source: literal(reader.next()), single: true };
}

function refuse(reader: PatternReader, found: string): never {
  throw reader.refusal(shown(found));
}

/** Names are taken as Oniguruma takes them: whatever their case, blanks, lines and hyphens. */
function propertySource(name: string): string | null {
  const named = NAMED_SETS.get(name.toLowerCase().replace(/[\s_-]/g, ''));
  if (named !== undefined) return named;
  for (const source of [`\\p{${name}}`, `\\p{Script=${name}}`]) {
    if (compiles(source)) return source;
  }
  return null;
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source, 'v') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Classes in classes are read by recursion. */
const DEEPEST = 20;

/** The rest of a class behind its `[`, as a class of its own. Sets may be nested, negated and cut by `&&`. */
export function readClass(reader: PatternReader, depth = 0): string {
  if (depth > DEEPEST) throw reader.refusal('too many classes in one another');
  const negated = reader.take('^');
  const operands = [''];
  let first = true;
  while (first || !reader.take(']')) {
    if (reader.done) throw reader.refusal('a class without its ]');
    if (reader.take('&&')) operands.push('');
    else operands[operands.length - 1] += readItem(reader, depth);
    first = false;
  }
  if (operands.includes('')) throw reader.refusal('an empty part of a class');
  const union = operands.length === 1 ? operands[0] : operands.map((operand) => `[${operand}]`).join('&&');
  return negated ? `[^${union}]` : `[${union}]`;
}

/** A character, a range of them or a set. */
function readItem(reader: PatternReader, depth: number): string {
  const from = readPart(reader, depth);
  if (reader.match(/-(?!\]|&&)/y) === null) return from.source;
  const to = readPart(reader, depth);
  if (!from.single || !to.single) throw reader.refusal('a range with a set at one end');
  const range = `${from.source}-${to.source}`;
  if (!compiles(`[${range}]`)) throw reader.refusal('a range from a later to an earlier character');
  return range;
}

function readPart(reader: PatternReader, depth: number): ClassPart {
  const posix = reader.match(/\[:(\^?)(\w+):\]/y);
  if (posix !== null) {
    const source = NAMED_SETS.get(posix[2]) ?? refuse(reader, posix[0]);
    return { source: posix[1] === '^' ? `[^${source}]` : source, single: false };
  }
  if (reader.take('[')) return { source: readClass(reader, depth + 1), single: false };
  if (reader.take('\\')) return readEscape(reader) ?? refuse(reader, `\\${reader.next()} in a class`);
  return { source: literal(reader.next()), single: true };
}
