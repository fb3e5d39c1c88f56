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
export const RUN = 4;
const PARTS = /[;\n\r]+/;

export function behaviourOf({ tokens, text }: Answer): Behaviour {
  const again = repeatedRuns(tokens);
  return {
    length: tokens.length,
    repeated: again === 0 ? 0 : again / (tokens.length - RUN + 1),
    longestRepeat: longestRepeat(tokens, again),
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

/** How many of an answer's four-token runs stood in it before. */
export function repeatedRuns(tokens: readonly number[]): number {
  const count = tokens.length - RUN + 1;
  if (count <= 0) return 0;
  const runs = new Set<number | string>();
  const areSmall = tokens.every((token) => token < SMALL);
  for (let at = 0; at < count; at++) {
    const [a, b, c, d] = [tokens[at], tokens[at + 1], tokens[at + 2], tokens[at + 3]];
    runs.add(areSmall ? ((a * SMALL + b) * SMALL + c) * SMALL + d : `${a} ${b} ${c} ${d}`);
  }
  return count - runs.size;
}

/** Four numbers below it make one that is whole: 2^13. */
const SMALL = 8192;

/** A run of some length that stands twice has shorter ones in it that do: the longest is found by halving. */
function longestRepeat(tokens: readonly number[], again: number): number {
  // One of length n has n - 3 runs of four in it that stood before.
  let [stands, beyond] = [0, Math.min(Math.floor(tokens.length / 2) + 1, again + RUN)];
  while (beyond - stands > 1) {
    const middle = (stands + beyond) >> 1;
    if (standsTwice(tokens, middle)) stands = middle;
    else beyond = middle;
  }
  return stands;
}

/** A prime below 2^26, so that a product of two numbers below it is whole; and what a token counts in the sum of a run. */
const PRIME = 67_108_859;
const BASE = 1_000_003;

/** Whether a run of that length stands twice without overlapping, by a sum that rolls along (R. M. Karp and M. O. Rabin 1987); equal sums are looked at. */
function standsTwice(tokens: readonly number[], length: number): boolean {
  const places = new Map<number, number>();
  let lead = 1;
  for (let i = 1; i < length; i++) lead = (lead * BASE) % PRIME;
  let sum = 0;
  for (const [at, token] of tokens.entries()) {
    if (at >= length) sum = (sum + PRIME - ((lead * (tokens[at - length] % PRIME)) % PRIME)) % PRIME;
    sum = (sum * BASE + token) % PRIME;
    const from = at - length + 1;
    if (from < 0) continue;
    // Another run of the same sum has the next free key.
    let key = sum;
    let first = places.get(key);
    while (first !== undefined && !isSame(tokens, first, from, length)) {
      key += PRIME;
      first = places.get(key);
    }
    if (first === undefined) places.set(key, from);
    else if (from - first >= length) return true;
  }
  return false;
}

function isSame(tokens: readonly number[], a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (tokens[a + i] !== tokens[b + i]) return false;
  return true;
}
