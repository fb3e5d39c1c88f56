import type { KeptAnswer, KeptPosition } from './audit-record.ts';

/** Two answers to one question. */
export interface AnswerComparison {
  /** Whether tokens (of servers that tell none: the texts) or how it ended differ. */
  readonly tokens: boolean;
  /** Whether any log probability that both tell differs as an f64, or the tokens do; null: none is told. */
  readonly bits: boolean | null;
  /** Log probabilities that both tell of one token after the same tokens. */
  readonly numbers: number;
  /** Of them those that are other numbers, and those that are only written otherwise. */
  readonly differing: number;
  readonly rewritten: number;
  readonly fork: Fork | null;
}

/** Where two answers part. */
export interface Fork {
  /** Counted from 0, in `unit`: characters where only texts are told. */
  readonly at: number;
  readonly unit: 'token' | 'character';
  /** What either has there; null: it has ended. */
  readonly a: string | null;
  readonly b: string | null;
  /** log p(first) - log p(second) of the reference there, in nats; null: not told. */
  readonly margin: number | null;
  /** Largest |difference| of log probabilities of one token, up to the fork and there; null: none to compare. */
  readonly perturbation: number | null;
  /**
   * `tie`: a margin of 0. `near`: at most twice the perturbation, so that rounding as seen explains it. `confident`: more, so that it does
   * not. `untold`: no log probabilities.
   */
  readonly flip: 'tie' | 'near' | 'confident' | 'untold';
}

/** Compares an answer with its reference, up to and with the first token that differs: behind it the questions are two. */
export function compareAnswers(reference: KeptAnswer, other: KeptAnswer): AnswerComparison {
  const told = reference.positions.length > 0 && other.positions.length > 0;
  const at = told ? forkOf(reference, other) : null;
  const counts = told ? compareNumbers(reference.positions, other.positions, at) : NOTHING;
  const forked = at !== null || reference.text !== other.text || reference.finish !== other.finish;
  const { numbers, differing, rewritten, perturbation } = counts;
  return {
    tokens: forked,
    bits: numbers === 0 ? null : forked || differing > 0,
    numbers,
    differing,
    rewritten,
    fork:
      at !== null
        ? tokenFork(reference, other, at, perturbation)
        : forked
          ? textFork(reference, other)
          : null,
  };
}

/** What equal answers share: tokens and, where told, the values of all log probabilities. */
export function answerKey(answer: KeptAnswer): string {
  return JSON.stringify([
    tokenKey(answer),
    answer.positions.map(({ logprob, top }) => [
      logprob === null ? null : String(Number(logprob)),
      top.map((each) => [each.id ?? each.text, String(Number(each.logprob))]),
    ]),
  ]);
}

/** What answers share whose tokens are equal. */
export function tokenKey({ text, finish, positions }: KeptAnswer): string {
  return JSON.stringify([text, finish, positions.map((position) => position.id ?? position.text)]);
}

interface Numbers {
  readonly numbers: number;
  readonly differing: number;
  readonly rewritten: number;
  readonly perturbation: number | null;
}

const NOTHING: Numbers = { numbers: 0, differing: 0, rewritten: 0, perturbation: null };

/** Place of the first token that differs, or of the end of the shorter one; null: none. */
function forkOf({ positions: a }: KeptAnswer, { positions: b }: KeptAnswer): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (!sameToken(a[i], b[i])) return i;
  return a.length === b.length ? null : shorter;
}

type Token = Pick<KeptPosition, 'text' | 'id'>;

function sameToken(a: Token, b: Token): boolean {
  return a.id !== null && b.id !== null ? a.id === b.id : a.text === b.text;
}

function compareNumbers(
  a: readonly KeptPosition[],
  b: readonly KeptPosition[],
  fork: number | null,
): Numbers {
  const places = Math.min(a.length, b.length, fork === null ? Infinity : fork + 1);
  let [numbers, differing, rewritten] = [0, 0, 0];
  let perturbation: number | null = null;
  const take = (x: string, y: string) => {
    numbers++;
    const [valueX, valueY] = [Number(x), Number(y)];
    if (!Object.is(valueX, valueY)) differing++;
    else if (x !== y) rewritten++;
    // Two infinities of one sign are apart by no number, and an infinity is apart from others by none that helps.
    const apart = Object.is(valueX, valueY) ? 0 : Math.abs(valueX - valueY);
    if (Number.isFinite(apart)) perturbation = Math.max(perturbation ?? 0, apart);
  };
  for (let i = 0; i < places; i++) {
    const others = new Map(alternatives(b[i]).map((each) => [each.id ?? each.text, each.logprob]));
    for (const { id, text, logprob } of alternatives(a[i])) {
      const other = others.get(id ?? text);
      if (other !== undefined) take(logprob, other);
    }
  }
  return { numbers, differing, rewritten, perturbation };
}

/** The token itself and its alternatives, each once. */
function alternatives({ text, id, logprob, top }: KeptPosition): KeptPosition['top'] {
  const own =
    logprob === null || top.some((each) => sameToken(each, { text, id })) ? [] : [{ text, id, logprob }];
  return [...own, ...top];
}

function tokenFork(reference: KeptAnswer, other: KeptAnswer, at: number, perturbation: number | null): Fork {
  const [a, b]: (KeptPosition | undefined)[] = [reference.positions[at], other.positions[at]];
  const margin = a ? marginOf(a) : null;
  return {
    at,
    unit: 'token',
    a: a ? nameOf(a) : null,
    b: b ? nameOf(b) : null,
    margin,
    perturbation,
    flip: flipOf(margin, perturbation),
  };
}

/** Servers may tell ids alone. */
function nameOf({ text, id }: Token): string {
  return text === '' && id !== null ? `#${id}` : text;
}

function marginOf(position: KeptPosition): number | null {
  const told = alternatives(position)
    .map(({ logprob }) => Number(logprob))
    .sort((x, y) => y - x);
  return told.length < 2 ? null : told[0] - told[1];
}

function flipOf(margin: number | null, perturbation: number | null): Fork['flip'] {
  if (margin === null) return 'untold';
  if (margin === 0) return 'tie';
  return perturbation !== null && margin <= 2 * perturbation ? 'near' : 'confident';
}

function textFork({ text: a }: KeptAnswer, { text: b }: KeptAnswer): Fork {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const piece = (text: string) => (at < text.length ? text.slice(at, at + 12) : null);
  const untold = { margin: null, perturbation: null, flip: 'untold' } as const;
  return { at, unit: 'character', a: piece(a), b: piece(b), ...untold };
}
