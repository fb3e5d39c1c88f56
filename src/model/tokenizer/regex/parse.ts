import { shown } from '../../model-error.ts';
import { literal, loneSet, readClass, readEscape } from './character-class.ts';
import { type Anchor, type CharacterSet, PatternReader, type PatternTree } from './syntax.ts';

/** Deeper groups would exhaust the stack of the readers below, and no tokenizer has them. */
const DEEPEST = 50;
/** Repeats are written out, so that their count is part of the pattern's size. */
const MOST_REPEATS = 1_000;

/**
 * Parses a regular expression as Oniguruma reads it, which is what tokenizers are written for.
 * Throws ModelError naming the place for what is malformed, and for what tokenizers have no use for: back-references,
 * conditions, absence operators, options other than `(?i:...)`.
 */
export function parsePattern(text: string, where: string): PatternTree {
  const reader = new PatternReader(text, where);
  const tree = readChoice(reader, { fold: false, depth: 0 });
  if (!reader.done) throw reader.refusal('a ) without its (');
  return tree;
}

interface Context {
  readonly fold: boolean;
  readonly depth: number;
}

function readChoice(reader: PatternReader, context: Context): PatternTree {
  if (context.depth > DEEPEST) throw reader.refusal('too many groups in one another');
  const options = [readSequence(reader, context)];
  while (reader.take('|')) options.push(readSequence(reader, context));
  return options.length === 1 ? options[0] : { kind: 'choice', options };
}

function readSequence(reader: PatternReader, context: Context): PatternTree {
  const parts: PatternTree[] = [];
  while (!reader.done && !/[|)]/.test(reader.text[reader.at])) {
    const atom = readAtom(reader, context);
    parts.push(readRepeats(reader, atom));
  }
  if (context.fold) refuseLigatures(reader, parts);
  return parts.length === 1 ? parts[0] : { kind: 'sequence', parts };
}

/** Without regard to case Oniguruma matches such pairs against one ligature or sharp s as well. */
function refuseLigatures(reader: PatternReader, parts: readonly PatternTree[]): void {
  const letters = parts.map((part) => (part.kind === 'set' ? part.source : '')).join(' ');
  const pairs = ['ss', 'ff', 'fi', 'fl', 'st'].flatMap((pair) => [pair, pair.toUpperCase()]);
  const found = pairs.find((pair) => letters.includes(`[${literal(pair[0])}] [${literal(pair[1])}]`));
  if (found !== undefined) throw reader.refusal(`${shown(found)} without regard to case`);
}

function readRepeats(reader: PatternReader, atom: PatternTree): PatternTree {
  let tree = atom;
  for (let repeat = readRepeat(reader, tree); repeat !== null; repeat = readRepeat(reader, tree))
    tree = repeat;
  return tree;
}

/** `*`, `+`, `?` and counts; `?` behind one makes it lazy, `+` behind one of the three possessive. */
function readRepeat(reader: PatternReader, body: PatternTree): PatternTree | null {
  const found = reader.match(/([*+?])([?+]?)|\{(?:(\d+)(?:(,)(\d*))?|,(\d+))\}(\??)/y);
  if (found === null) return null;
  if (body.kind === 'anchor' || body.kind === 'look') throw reader.refusal('a repeated anchor');
  const [all, mark, behind, count, comma, upTo, only] = found;
  const least = mark === undefined ? Number(count ?? 0) : mark === '+' ? 1 : 0;
  const unbounded = mark === undefined ? comma !== undefined && upTo === '' : mark !== '?';
  const most = unbounded ? null : mark === '?' ? 1 : Number(only ?? (comma === undefined ? count : upTo));
  if (least > MOST_REPEATS || (most !== null && (most > MOST_REPEATS || most < least))) {
    throw reader.refusal(`the repeat ${shown(all)}`);
  }
  // Oniguruma reads `{n}?` as a greedy {0,n} or as {n}, by its options: no tokenizer should depend on it.
  if (found[7] === '?' && comma === undefined && only === undefined) throw reader.refusal(shown(all));
  const lazy = behind === '?' || found[7] === '?';
  const repeat: PatternTree = { kind: 'repeat', body, least, most, lazy };
  return behind === '+' ? { kind: 'atomic', body: repeat } : repeat;
}

const GROUPS: ReadonlyMap<string, (body: PatternTree) => PatternTree> = new Map([
  ['(?:', (body) => body],
  ['(?i:', (body) => body],
  ['(?>', (body) => ({ kind: 'atomic', body })],
  ['(?=', (body) => ({ kind: 'look', body, behind: false, negated: false })],
  ['(?!', (body) => ({ kind: 'look', body, behind: false, negated: true })],
  ['(?<=', (body) => ({ kind: 'look', body, behind: true, negated: false })],
  ['(?<!', (body) => ({ kind: 'look', body, behind: true, negated: true })],
  ['(', (body) => body],
]);

const ANCHORS: ReadonlyMap<string, Anchor> = new Map([
  ['^', 'line-start'],
  ['$', 'line-end'],
  ['\\A', 'text-start'],
  ['\\z', 'text-end'],
  ['\\Z', 'last-line-end'],
]);

function readAtom(reader: PatternReader, context: Context): PatternTree {
  const anchor = reader.match(/\^|\$|\\[AzZ]/y);
  if (anchor !== null) return { kind: 'anchor', anchor: ANCHORS.get(anchor[0])! };
  const opening = reader.match(/\((?:\?(?::|i:|>|=|!|<=|<!|<\w+>))?/y);
  if (opening !== null) return readGroup(reader, opening[0].replace(/<\w+>/, ':'), context);
  if (reader.match(/[*+?]/y) !== null) throw reader.refusal('a repeat of nothing');
  return readSet(reader, context.fold);
}

/** Letters without regard to case are ASCII's alone: others' cases are of several characters, or in several tables. */
const ASCII_CLASS = /^\[(?:\\u\{[0-7]?[\da-f]\}|-)+\]$/;

function readSet(reader: PatternReader, fold: boolean): CharacterSet {
  // Oniguruma keeps the cases of what an escape or a property names, whatever the option.
  const exact = (source: string): CharacterSet => ({ kind: 'set', source, fold: false });
  const folded = (source: string): CharacterSet => {
    if (fold && !ASCII_CLASS.test(source))
      throw reader.refusal('other letters than ASCII without regard to case');
    return { kind: 'set', source, fold };
  };
  if (reader.take('[')) return folded(readClass(reader));
  if (reader.take('.')) return exact('[^\\n]');
  if (!reader.take('\\')) return folded(`[${literal(reader.next())}]`);
  const part = readEscape(reader);
  if (part === null) throw reader.refusal(shown(`\\${reader.next()}`));
  return part.single ? folded(`[${part.source}]`) : exact(`[${loneSet(part.source)}]`);
}

function readGroup(reader: PatternReader, opening: string, context: Context): PatternTree {
  const wrap = GROUPS.get(opening)!;
  if (reader.text[reader.at] === '?' || (opening === '(' && reader.text[reader.at] === '*')) {
    throw reader.refusal('a group of another kind');
  }
  const body = readChoice(reader, {
    fold: context.fold || opening === '(?i:',
    depth: context.depth + 1,
  });
  if (!reader.take(')')) throw reader.refusal('a ( without its )');
  return wrap(body);
}
