import { ModelError } from '../../model-error.ts';
import type { Anchor, CharacterSet, PatternTree } from './syntax.ts';
import { canBeEmpty, fixedLength, hasLook } from './tree-facts.ts';

/** A step of a match. Steps point at what comes next, loops back at themselves. */
export type Step =
  | { readonly op: 'set'; readonly has: (code: number) => boolean; readonly next: Step }
  | { readonly op: 'anchor'; readonly anchor: Anchor; readonly next: Step }
  /** Tries `first`, then `second`; `index` numbers the forks of a program. */
  | { readonly op: 'fork'; readonly index: number; first: Step; second: Step }
  | (Inner & { readonly op: 'atomic'; readonly next: Step })
  /** Whether one of the ways leads on from so many characters back, none to look ahead. */
  | {
      readonly op: 'look';
      readonly ways: readonly (Inner & { readonly back: number })[];
      readonly negated: boolean;
      readonly next: Step;
    }
  | { readonly op: 'accept' };

/** A match of its own inside another; `inner` numbers those that have forks, the others being quick, -1. */
export interface Inner {
  readonly body: Step;
  readonly inner: number;
}

export interface Program {
  readonly start: Step;
  readonly forks: number;
}

/** Steps in a program; published tokenizers stay below 200. */
const MOST_STEPS = 10_000;

/** Writes a pattern out as steps. Throws ModelError for one that is too large or that a linear match cannot follow. */
export function compilePattern(tree: PatternTree, where: string): Program {
  const compiler = new Compiler(where);
  const start = compiler.compile(tree, { op: 'accept' });
  return { start, forks: compiler.forks };
}

class Compiler {
  readonly #where: string;
  readonly #sets = new Map<string, (code: number) => boolean>();
  #steps = 0;
  forks = 0;
  inners = 0;

  constructor(where: string) {
    this.#where = where;
  }

  compile(tree: PatternTree, next: Step): Step {
    this.#steps++;
    if (this.#steps > MOST_STEPS) {
      throw this.#refusal(`expected at most ${MOST_STEPS} steps with repeats written out, found more`);
    }
    switch (tree.kind) {
      case 'set':
        return { op: 'set', has: this.#setOf(tree), next };
      case 'anchor':
        return { op: 'anchor', anchor: tree.anchor, next };
      case 'sequence':
        return tree.parts.reduceRight((behind, part) => this.compile(part, behind), next);
      case 'choice': {
        const options = tree.options.map((option) => this.compile(option, next));
        return options.reduceRight((second, first) => this.#fork(first, second));
      }
      case 'atomic':
        return { op: 'atomic', ...this.#inner(tree.body), next };
      case 'look': {
        const ways = tree.behind ? this.#waysBehind(tree.body) : [{ ...this.#inner(tree.body), back: 0 }];
        return { op: 'look', ways, negated: tree.negated, next };
      }
      case 'repeat':
        return this.#repeat(tree, next);
    }
  }

  #inner(tree: PatternTree): Inner {
    const before = this.forks;
    const body = this.compile(tree, { op: 'accept' });
    return { body, inner: this.forks > before ? this.inners++ : -1 };
  }

  #repeat({ body, least, most, lazy }: PatternTree & { kind: 'repeat' }, next: Step): Step {
    if (most === null && canBeEmpty(body))
      throw this.#refusal('expected no repeat of a part that can be empty, found one');
    const order = (go: Step, leave: Step) => (lazy ? this.#fork(leave, go) : this.#fork(go, leave));
    let rest = next;
    if (most === null) {
      const loop = order(next, next);
      const again = this.compile(body, loop);
      if (lazy) loop.second = again;
      else loop.first = again;
      rest = loop;
    } else {
      for (let more = least; more < most; more++) rest = order(this.compile(body, rest), next);
    }
    for (let times = 0; times < least; times++) rest = this.compile(body, rest);
    return rest;
  }

  #fork(first: Step, second: Step): Step & { op: 'fork' } {
    return { op: 'fork', index: this.forks++, first, second };
  }

  #waysBehind(body: PatternTree): (Inner & { back: number })[] {
    if (hasLook(body)) throw this.#refusal('expected no look around in a look behind, found one');
    const options = body.kind === 'choice' ? body.options : [body];
    return options.map((option) => {
      const back = fixedLength(option);
      if (back !== null) return { ...this.#inner(option), back };
      throw this.#refusal(
        'expected a look behind of a known length, found one that can be shorter or longer',
      );
    });
  }

  #setOf({ source, fold }: CharacterSet): (code: number) => boolean {
    const key = `${fold}${source}`;
    const known = this.#sets.get(key) ?? characterTest(source, fold);
    this.#sets.set(key, known);
    return known;
  }

  #refusal(problem: string): ModelError {
    return new ModelError(this.#where, problem);
  }
}

/** Remembers the answer for each character, since a RegExp takes far longer than a look-up. */
function characterTest(source: string, fold: boolean): (code: number) => boolean {
  const expression = new RegExp(`^${source}$`, fold ? 'iv' : 'v');
  const test = (code: number): boolean => expression.test(String.fromCodePoint(code));
  const low = Array.from({ length: 128 }, (_, code) => test(code));
  const high = new Map<number, boolean>();
  return (code) => {
    if (code < 128) return low[code];
    const known = high.get(code);
    if (known !== undefined) return known;
    const answer = test(code);
    high.set(code, answer);
    return answer;
  };
}
