import { show } from '../experiment/errors.ts';
import { comparePositions, isSame, type PositionComparison } from './compare-positions.ts';
import { alignStreams, NO_PAUSE, type Pause } from './diff.ts';
import { type Fingerprinted, sameFingerprint } from './fingerprint.ts';
import { IncomparableError } from './incomparable-error.ts';
import type { SequencePair } from './transcript-alignment.ts';
import {
  type ComparedLogits,
  type DangerTotals,
  dangerOf,
  largest,
  logitTotals,
} from './transcript-totals.ts';
import { type TranscriptPosition, type TranscriptSequence, type Unit, wordsOf } from './transcripts.ts';

/** What two runs made of one question; plain JSON. */
export interface SequenceSummary extends DangerTotals {
  readonly id: string;
  readonly prompt: string | null;
  readonly unit: Unit;
  readonly lengths: { readonly a: number; readonly b: number };
  /** First position that differs, an end counting as a difference; null where none does. */
  readonly fork: number | null;
  /** What stands there; null past an end. */
  readonly forkTexts: { readonly a: string | null; readonly b: string | null } | null;
  /** Positions after equal tokens: up to and including the fork. Only these have numbers. */
  readonly comparable: number;
  /** Largest |logprob a - logprob b| before the fork or at it; null where none is told on both sides. */
  readonly maxDelta: number | null;
  /** Positions where both sides' best is the same, of those where both tell it. */
  readonly argmaxEqual: number;
  readonly argmaxKnown: number;
  /** Positions whose token is not the most probable one of its side: drawn, or forced. */
  readonly drawn: { readonly a: number; readonly b: number };
  /** Whether every bit agrees; null where the evidence does not tell. */
  readonly bits: boolean | null;
  /** Both sides tell a fingerprint, one of version 1 and the other of version 2: they cannot be compared. */
  readonly twoVersions: boolean;
  readonly logits: ComparedLogits | null;
}

export interface SequenceComparison extends SequenceSummary {
  readonly a: readonly TranscriptPosition[];
  readonly b: readonly TranscriptPosition[];
  /** The comparable ones. */
  readonly positions: readonly PositionComparison[];
}

export interface CompareOptions {
  /**
   * The reader says that both runs were fed the same tokens, whatever their rows would choose: then every `row` is comparable. Of
   * generated tokens it changes nothing.
   */
  readonly sameInputs: boolean;
}

/** Compares a pair of sequences. Throws IncomparableError where their logits are not of one vocabulary, and what `pause` throws. */
export async function compareSequences(
  pair: SequencePair,
  { sameInputs }: CompareOptions = { sameInputs: false },
  pause: Pause = NO_PAUSE,
): Promise<SequenceComparison> {
  const { unit, a, b } = inOneUnit(pair);
  const { fork, comparable: equal } = forkOf(a, b);
  const shared = Math.min(a.length, b.length);
  const comparable = sameInputs && unit === 'row' ? shared : equal;
  const positions: PositionComparison[] = [];
  for (let at = 0; at < comparable; at++) {
    await pause();
    checkVocabulary(pair.a.id, a[at], b[at]);
    positions.push(comparePositions(at, a[at], b[at]));
  }
  const logits = logitTotals(positions, a);
  return {
    id: pair.a.id,
    prompt: pair.a.prompt ?? pair.b.prompt,
    unit,
    lengths: { a: a.length, b: b.length },
    fork,
    forkTexts: fork === null ? null : { a: shownAt(a, fork), b: shownAt(b, fork) },
    comparable,
    ...dangerOf(positions, fork === null ? null : { fork, at: a[fork] }),
    maxDelta: largest(positions.map(({ delta }) => delta)),
    argmaxEqual: positions.filter(({ argmaxEqual }) => argmaxEqual === true).length,
    argmaxKnown: positions.filter(({ argmaxEqual }) => argmaxEqual !== null).length,
    drawn: { a: drawnOf(a.slice(0, comparable)), b: drawnOf(b.slice(0, comparable)) },
    twoVersions: fingerprintsEqual(pair) === null && isTold(pair.a) && isTold(pair.b),
    bits: bitsEqual(pair, fork, logits, comparable === a.length && comparable === b.length),
    logits,
    a,
    b,
    positions,
  };
}

function checkVocabulary(id: string, a: TranscriptPosition, b: TranscriptPosition): void {
  if (!a.logits || !b.logits || a.logits.length === b.logits.length) return;
  throw new IncomparableError(
    `sequence ${show(id)}: expected logits of one vocabulary, found ${a.logits.length} in A and ${b.logits.length} in B`,
  );
}

/** The table's row of a comparison: without the positions, which may be long. */
export function summaryOf({ a: _a, b: _b, positions: _p, ...summary }: SequenceComparison): SequenceSummary {
  return summary;
}

/** Both sides' positions, in words where one side's tokens cannot be told from the other's. */
function inOneUnit({ a, b }: SequencePair): {
  unit: Unit;
  a: readonly TranscriptPosition[];
  b: readonly TranscriptPosition[];
} {
  if (a.unit === b.unit && areComparable(a, b)) return { unit: a.unit, a: a.positions, b: b.positions };
  return { unit: 'word', a: wordsOf(a.text), b: wordsOf(b.text) };
}

function areComparable(a: TranscriptSequence, b: TranscriptSequence): boolean {
  const haveIds = [a, b].every(({ positions }) => positions.every(({ id }) => id !== null));
  return haveIds || [a, b].every(({ positions }) => positions.every(({ text }) => text !== null));
}

function forkOf(a: readonly TranscriptPosition[], b: readonly TranscriptPosition[]) {
  const shared = Math.min(a.length, b.length);
  // Numbers that are equal where the tokens are, for the rule that all streams are aligned by.
  const numbersA = a.map((_, at) => at);
  const numbersB = b.map((each, at) => (at < shared && !isSame(a[at], each) ? -1 : at));
  return alignStreams(numbersA, numbersB);
}

function shownAt(positions: readonly TranscriptPosition[], at: number): string | null {
  const position = positions[at];
  return position ? positionText(position) : null;
}

/** A position's text, or `#id` where only the id is told. */
export function positionText({ text, id }: Pick<TranscriptPosition, 'text' | 'id'>): string {
  return text ?? `#${id}`;
}

function drawnOf(positions: readonly TranscriptPosition[]): number {
  return positions.filter((position) => {
    const { top, logprob, logits, id } = position;
    if (logits && id !== null) return logits.some((logit) => logit > logits[id]);
    return top.length > 0 && !isSame(top[0], position) && (logprob === null || logprob < top[0].logprob);
  }).length;
}

function fingerprintsEqual({ a, b }: SequencePair): boolean | null {
  return isTold(a) && isTold(b) ? sameFingerprint(a, b) : null;
}

function isTold(sequence: TranscriptSequence): sequence is TranscriptSequence & Fingerprinted {
  return sequence.fingerprint !== null;
}

/** `whole`: every position of both sides was compared. */
function bitsEqual(
  pair: SequencePair,
  fork: number | null,
  logits: ComparedLogits | null,
  whole: boolean,
): boolean | null {
  const { a, b } = pair;
  const told = fingerprintsEqual(pair);
  if (told !== null) return told;
  if (logits && logits.differing > 0) return false;
  const all = (sequence: TranscriptSequence) =>
    sequence.positions.every((position) => position.logits !== null);
  return fork === null && whole && logits && all(a) && all(b) ? true : null;
}
