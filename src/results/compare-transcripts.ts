import { show } from '../experiment/errors.ts';
import { comparePositions, isSame, marginOf, type PositionComparison } from './compare-positions.ts';
import { alignStreams, NO_PAUSE, type Pause } from './diff.ts';
import { type Fingerprinted, sameFingerprint } from './fingerprint.ts';
import { IncomparableError } from './incomparable-error.ts';
import type { SequencePair } from './transcript-alignment.ts';
import { type TranscriptPosition, type TranscriptSequence, type Unit, wordsOf } from './transcripts.ts';

/** Logits of all compared positions, bit by bit. */
export interface ComparedLogits {
  readonly logits: number;
  readonly differing: number;
  readonly maxUlp: number;
  readonly maxUlpSameSign: number;
  readonly crossings: number;
  readonly maxAbsolute: number;
  readonly maxKl: number;
  /** First position whose logits differ in any bit; null where none does. */
  readonly firstDifference: number | null;
}

/** What two runs made of one question; plain JSON. */
export interface SequenceSummary {
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
  /** In a at the fork; where there is none, the smallest. */
  readonly margin: number | null;
  /** At the fork; where there is none, the largest. */
  readonly perturbation: number | null;
  /** Positions where the perturbation reached the margin, so that a greedy fork was possible, of those where both are known. */
  readonly possible: number;
  readonly judged: number;
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

/** Where one side ended, the other's margin is still known. */
interface ForkPlace {
  readonly fork: number;
  readonly at: TranscriptPosition | undefined;
}

function dangerOf(
  positions: readonly PositionComparison[],
  place: ForkPlace | null,
): Pick<SequenceSummary, 'margin' | 'perturbation' | 'possible' | 'judged'> {
  const judged = positions.filter(({ margin, perturbation }) => margin !== null && perturbation !== null);
  const counts = {
    possible: judged.filter(({ margin, perturbation }) => perturbation! > 0 && perturbation! >= margin!)
      .length,
    judged: judged.length,
  };
  if (place) {
    const margin = place.at ? marginOf(place.at) : null;
    return { margin, perturbation: positions[place.fork]?.perturbation ?? null, ...counts };
  }
  const perturbation = largest(positions.map(({ perturbation }) => perturbation));
  return { margin: smallest(positions.map(({ margin }) => margin)), perturbation, ...counts };
}

function smallest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value === null ? least : Math.min(least ?? value, value)), null);
}

function largest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
}

function drawnOf(positions: readonly TranscriptPosition[]): number {
  return positions.filter((position) => {
    const { top, logprob, logits, id } = position;
    if (logits && id !== null) return logits.some((logit) => logit > logits[id]);
    return top.length > 0 && !isSame(top[0], position) && (logprob === null || logprob < top[0].logprob);
  }).length;
}

function logitTotals(
  positions: readonly PositionComparison[],
  a: readonly TranscriptPosition[],
): ComparedLogits | null {
  const compared = positions.flatMap(({ position, logits }) => (logits ? [{ position, ...logits }] : []));
  if (compared.length === 0) return null;
  const most = (of: (at: (typeof compared)[number]) => number) =>
    compared.reduce((max, at) => Math.max(max, of(at)), 0);
  const sum = (of: (at: (typeof compared)[number]) => number) =>
    compared.reduce((total, at) => total + of(at), 0);
  return {
    logits: sum(({ position }) => a[position].logits!.length),
    differing: sum(({ differing }) => differing),
    maxUlp: most(({ maxUlp }) => maxUlp),
    maxUlpSameSign: most(({ maxUlpSameSign }) => maxUlpSameSign),
    crossings: sum(({ crossings }) => crossings),
    maxAbsolute: most(({ maxAbsolute }) => maxAbsolute),
    maxKl: most(({ kl }) => kl),
    firstDifference: compared.find(({ differing }) => differing > 0)?.position ?? null,
  };
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
