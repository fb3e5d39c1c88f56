import { type MeanInterval, meanInterval } from '../numerics/mean-interval.ts';

/** How an answer behaves, whatever it says. */
export interface Behaviour {
  /** Tokens. */
  readonly length: number;
  /** Share of its four-token runs that stood in it before; 0 where it has none. */
  readonly repeated: number;
  /** Tokens of the longest run that stands in it twice without overlapping. */
  readonly longestRepeat: number;
  /** Worked steps: pieces of its text, parted by line ends and semicolons, that come to a result by an equals sign. */
  readonly steps: number;
}

const BEHAVIOURS = ['length', 'repeated', 'longestRepeat', 'steps'] as const;

/** Means over answers, or of differences between answers, each with its 95 % interval. */
export type BehaviourMeans = Readonly<Record<keyof Behaviour, MeanInterval>>;

/** What is looked at of an answer. */
export interface Answer {
  readonly tokens: readonly number[];
  readonly text: string;
}

/** Tokens of a run that counts as said again: shorter ones come back in any text. */
const RUN = 4;
const PARTS = /[;\n\r]+/;

export function behaviourOf({ tokens, text }: Answer): Behaviour {
  return {
    length: tokens.length,
    repeated: repeatedShare(tokens),
    longestRepeat: longestRepeat(tokens),
    steps: text.split(PARTS).filter((part) => part.includes('=')).length,
  };
}

/** Null where there is no answer. */
export function behaviourMeans(behaviours: readonly Behaviour[]): BehaviourMeans | null {
  if (behaviours.length === 0) return null;
  return overAll((kind) => behaviours.map((behaviour) => behaviour[kind]));
}

/** Of the same requests under two arms, in the same order: this one's less the other's. Null where there is none. */
export function behaviourDifferences(
  here: readonly Behaviour[],
  there: readonly Behaviour[],
): BehaviourMeans | null {
  if (here.length === 0) return null;
  return overAll((kind) => here.map((behaviour, i) => behaviour[kind] - there[i][kind]));
}

function overAll(values: (kind: keyof Behaviour) => number[]): BehaviourMeans {
  const [length, repeated, longest, steps] = BEHAVIOURS.map((kind) => meanInterval(values(kind)));
  return { length, repeated, longestRepeat: longest, steps };
}

function repeatedShare(tokens: readonly number[]): number {
  const count = tokens.length - RUN + 1;
  if (count <= 0) return 0;
  const runs = Array.from({ length: count }, (_, at) => tokens.slice(at, at + RUN).join(' '));
  return 1 - new Set(runs).size / count;
}

/** By the length of what two places have in common up to them, at most as far as they are apart. */
function longestRepeat(tokens: readonly number[]): number {
  let longest = 0;
  let before = new Uint16Array(tokens.length + 1);
  for (let later = 1; later < tokens.length; later++) {
    const here = new Uint16Array(tokens.length + 1);
    for (let earlier = 0; earlier < later; earlier++) {
      if (tokens[earlier] !== tokens[later]) continue;
      here[earlier + 1] = Math.min(before[earlier] + 1, later - earlier);
      longest = Math.max(longest, here[earlier + 1]);
    }
    before = here;
  }
  return longest;
}
