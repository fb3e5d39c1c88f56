import { positionText } from './compare-transcripts.ts';
import { growTree } from './fork-tree.ts';
import type { ForkNode } from './record.ts';
import type { Alignment } from './transcript-alignment.ts';
import { type TranscriptPosition, type TranscriptSequence, wordsOf } from './transcripts.ts';

/** Fewer are a comparison, not a distribution. */
const LEAST_COMPLETIONS = 3;

/** All answers of two runs to one question; plain JSON. */
export interface DistinctCompletions {
  readonly question: string;
  readonly prompt: string | null;
  /** Answers of each run. */
  readonly completions: { readonly a: number; readonly b: number };
  /** Answers that differ in some token, or in some word where tokens are not known. */
  readonly distinct: number;
  /** Distinct answers that both runs gave. */
  readonly shared: number;
  /** `arms` counts answers; `tokens` are numbers of this tree alone. */
  readonly root: ForkNode;
}

interface Group {
  readonly a: TranscriptSequence[];
  readonly b: TranscriptSequence[];
}

/** One for each question to which the two runs together gave at least three answers of tokens or words, in the runs' order. */
export function distinctCompletions({ pairs, onlyA, onlyB }: Alignment): DistinctCompletions[] {
  const groups = new Map<string, Group>();
  const groupOf = (key: string): Group => {
    const found = groups.get(key) ?? { a: [], b: [] };
    groups.set(key, found);
    return found;
  };
  // What b answers is called by what its partners in a are called.
  const names = new Map<string, string>();
  for (const { a, b } of pairs) {
    const key = keyOf(a);
    if (!names.has(keyOf(b))) names.set(keyOf(b), key);
    groupOf(key).a.push(a);
    groupOf(key).b.push(b);
  }
  for (const sequence of onlyA) groupOf(keyOf(sequence)).a.push(sequence);
  for (const sequence of onlyB)
    groupOf(names.get(keyOf(sequence)) ?? `b ${keyOf(sequence)}`).b.push(sequence);
  return [...groups.values()].filter(isMany).map(treeOf);
}

function keyOf({ prompt, question }: TranscriptSequence): string {
  return prompt === null ? `question ${question}` : `prompt ${prompt}`;
}

function isMany({ a, b }: Group): boolean {
  return (
    a.length + b.length >= LEAST_COMPLETIONS &&
    [...a, ...b].every(({ unit }) => unit === 'token' || unit === 'word')
  );
}

function treeOf({ a, b }: Group): DistinctCompletions {
  const [first] = [...a, ...b];
  const { streams, decode } = numbered([...a, ...b]);
  const keys = streams.map((stream) => stream.join(' '));
  const [ofA, ofB] = [new Set(keys.slice(0, a.length)), new Set(keys.slice(a.length))];
  return {
    question: first.question,
    prompt: first.prompt,
    completions: { a: a.length, b: b.length },
    distinct: new Set(keys).size,
    shared: [...ofA].filter((key) => ofB.has(key)).length,
    root: growTree(streams, decode),
  };
}

/** Sequences as numbers, equal where their tokens are: ids where all tell them, else texts, else words of the texts. */
function numbered(sequences: readonly TranscriptSequence[]) {
  const all = (of: (position: TranscriptPosition) => unknown) =>
    sequences.every(
      ({ unit, positions }) => unit === 'token' && positions.every((each) => of(each) !== null),
    );
  const tokens = all(({ id }) => id) || all(({ text }) => text);
  const byId = all(({ id }) => id);
  const numbers = new Map<string | number | null, number>();
  const texts: string[] = [];
  const streams = sequences.map(({ positions, text }) =>
    (tokens ? positions : wordsOf(text)).map((position) => {
      const key = byId ? position.id : position.text;
      const number = numbers.get(key) ?? texts.push(positionText(position)) - 1;
      numbers.set(key, number);
      return number;
    }),
  );
  return { streams, decode: (tokens: readonly number[]) => tokens.map((token) => texts[token]).join('') };
}
