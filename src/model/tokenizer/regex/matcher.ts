import { ModelError } from '../../model-error.ts';
import { parsePattern } from './parse.ts';
import { compilePattern, type Inner, type Program, type Step } from './program.ts';
import type { Anchor } from './syntax.ts';

/**
 * The begin and the end of each match in turn, in UTF-16 units of the text, from left to right and none in another.
 * One list, since a long text has as many matches as words and each object would cost more than its match.
 */
export type Spans = readonly number[];

export interface Matcher {
  /** Throws ModelError for a text of absurd length. */
  matches(text: string): Spans;
}

/**
 * A regular expression as Oniguruma reads it, with the matches that it would find, in a time that is at most the
 * pattern's size times the text's. A fork that led nowhere from a place leads nowhere from there ever after, whatever
 * came before (without back-references it cannot know), so each is tried from each place once: patterns over which
 * other engines take exponential time, and with which a stranger's tokenizer could hold a page or a terminal, are harmless.
 * Throws ModelError naming `where` for a pattern that is malformed or has what tokenizers have no use for.
 */
export function createMatcher(pattern: string, where: string): Matcher {
  const program = compilePattern(parsePattern(pattern, where), where);
  return { matches: (text) => findMatches(program, text, where) };
}

/** Bits for forks and places: 32 MiB, enough for a million characters and ten times the largest published pattern. */
const MOST_STATES = 2 ** 28;

function findMatches(program: Program, text: string, where: string): Spans {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  if (program.forks * (codes.length + 1) > MOST_STATES) {
    throw new ModelError(where, `expected a shorter text for this pattern, found ${codes.length} characters`);
  }
  const run = new MatchRun(program.forks, codes);
  const spans: number[] = [];
  let last = -1;
  for (let at = 0; at <= codes.length; ) {
    const end = run.from(program.start, at);
    // An empty match right behind another is none, as in Oniguruma's own iteration.
    if (end < 0 || (end === at && at === last)) {
      at++;
      continue;
    }
    spans.push(at, end);
    last = end;
    at = end;
  }
  return codes.length === text.length ? spans : inUnits(spans, codes);
}

/** From characters to UTF-16 units, which differ in a text with characters beyond U+FFFF. */
function inUnits(spans: Spans, codes: readonly number[]): Spans {
  let character = 0;
  let unit = 0;
  return spans.map((to) => {
    while (character < to) unit += codes[character++] > 0xffff ? 2 : 1;
    return unit;
  });
}

class MatchRun {
  readonly #codes: readonly number[];
  /** One bit for each fork at each place: set where it was tried and led nowhere, or is being tried. */
  readonly #tried: Uint32Array;
  /** Forks being tried, which are not known to lead nowhere. */
  readonly #trail: number[] = [];
  readonly #ends = new Map<number, number>();
  readonly #waiting: { readonly step: Step; readonly at: number; readonly trail: number }[] = [];

  constructor(forks: number, codes: readonly number[]) {
    this.#codes = codes;
    this.#tried = new Uint32Array(Math.ceil((forks * (codes.length + 1)) / 32));
  }

  /** Where the match from `at` ends, or -1. */
  from(start: Step, at: number): number {
    const waitingBase = this.#waiting.length;
    const trailBase = this.#trail.length;
    let step: Step | null = start;
    let place = at;
    while (true) {
      if (step === null) {
        if (this.#waiting.length === waitingBase) {
          this.#trail.length = trailBase;
          return -1;
        }
        const { step: other, at: then, trail } = this.#waiting.pop()!;
        this.#trail.length = trail;
        step = other;
        place = then;
      }
      switch (step.op) {
        case 'set':
          step = this.#takes(step, place) ? step.next : null;
          place++;
          break;
        case 'fork':
          // A way that ends with its first character need not be entered; most do.
          if (step.first.op === 'set' && !this.#takes(step.first, place)) step = step.second;
          else step = this.#enter(step, place) ? step.first : null;
          break;
        case 'anchor':
          step = this.#holds(step.anchor, place) ? step.next : null;
          break;
        case 'look':
          step = this.#sees(step, place) ? step.next : null;
          break;
        case 'atomic': {
          const end = this.#inner(step, place);
          step = end < 0 ? null : step.next;
          place = end;
          break;
        }
        case 'accept':
          this.#forget(trailBase);
          this.#waiting.length = waitingBase;
          return place;
      }
    }
  }

  #takes({ has }: Step & { op: 'set' }, place: number): boolean {
    return place < this.#codes.length && has(this.#codes[place]);
  }

  #enter({ index, second }: Step & { op: 'fork' }, place: number): boolean {
    const state = index * (this.#codes.length + 1) + place;
    const word = state >>> 5;
    const bit = 1 << (state & 31);
    if ((this.#tried[word] & bit) !== 0) return false;
    this.#tried[word] |= bit;
    this.#trail.push(state);
    this.#waiting.push({ step: second, at: place, trail: this.#trail.length });
    return true;
  }

  /** The forks on the way to a match led somewhere. */
  #forget(base: number): void {
    for (const state of this.#trail.splice(base)) this.#tried[state >>> 5] &= ~(1 << (state & 31));
  }

  /** Where an inner match from here ends, or -1: worked out once for each place. */
  #inner({ body, inner }: Inner, place: number): number {
    if (inner < 0) return this.from(body, place);
    const key = inner * (this.#codes.length + 1) + place;
    const known = this.#ends.get(key);
    if (known !== undefined) return known;
    const end = this.from(body, place);
    this.#ends.set(key, end);
    return end;
  }

  #sees({ ways, negated }: Step & { op: 'look' }, place: number): boolean {
    const found = ways.some((way) => way.back <= place && this.#inner(way, place - way.back) >= 0);
    return found !== negated;
  }

  #holds(anchor: Anchor, place: number): boolean {
    const { length } = this.#codes;
    const lineFeed = (at: number) => this.#codes[at] === 0x0a;
    switch (anchor) {
      case 'text-start':
        return place === 0;
      case 'text-end':
        return place === length;
      case 'last-line-end':
        return place === length || (place === length - 1 && lineFeed(place));
      // Oniguruma sees no line behind the text's last line feed.
      case 'line-start':
        return place === 0 || (lineFeed(place - 1) && place < length);
      case 'line-end':
        return place === length || lineFeed(place);
    }
  }
}
