import type { Neighbour, Says, Scene } from './mechanism.ts';

/** What probes go on from where a mechanism asks for nothing else. */
export const LINES: readonly string[] = ['Once upon a time there was a', 'Tom and his dog went'];

const CALM: Says = { noise: 'vague' };
const LOUD: Says = { noise: 'random-characters' };

/** Lengths of the prompts of a company, and of the other shape's. */
const LENGTHS = [20, 20, 20];
const OTHER_LENGTHS = [9, 34, 20, 13, 27];
const NEW_TOKENS = 20;
/** Milliseconds by when all probes are over. */
const AFTER = 2000;

interface Wanted {
  readonly calm?: Says;
  readonly loud?: Says;
  readonly newTokens?: number;
  readonly lengths?: readonly number[];
  readonly otherLengths?: readonly number[];
  /** When the company comes in the other load: one after another among the probes' steps, or after all of it. Default: `between`. */
  readonly later?: 'between' | 'after';
  readonly tier?: number;
  readonly opening?: true;
  readonly lines?: readonly string[];
  /** Milliseconds at which the first comes, and the others. Default: 0. */
  readonly first?: number;
  readonly rest?: number;
  readonly probesAt?: number;
}

/** Three neighbours who are there from the start; five of other lengths; three of other words; the same three at other times. */
export function scene(wanted: Wanted = {}): Scene {
  const { calm = CALM, loud = LOUD, lengths = LENGTHS, otherLengths = OTHER_LENGTHS } = wanted;
  const { newTokens = NEW_TOKENS, later = 'between', tier, opening, lines, probesAt } = wanted;
  const neighbour = (says: Says, tokens: number, at: number): Neighbour => ({
    ...{ says, tokens, newTokens, at },
    ...(tier !== undefined && { tier }),
    ...(opening && { opening: says === loud ? 'other' : 'shared' }),
  });
  const { first = 0, rest = first } = wanted;
  const of = (says: Says, all: readonly number[]) =>
    all.map((tokens, i) => neighbour(says, tokens, i === 0 ? first : rest));
  return {
    before: of(calm, lengths),
    shape: of(calm, otherLengths),
    content: of(loud, lengths),
    load: lengths.map((tokens, i) => neighbour(calm, tokens, later === 'after' ? AFTER : 7 * (i + 1))),
    ...(lines && { lines }),
    ...(probesAt !== undefined && { probesAt }),
  };
}
