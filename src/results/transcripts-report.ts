import {
  type CompareOptions,
  compareSequences,
  type SequenceSummary,
  summaryOf,
} from './compare-transcripts.ts';
import { NO_PAUSE, type Pause } from './diff.ts';
import { type DistinctCompletions, distinctCompletions } from './distinct-completions.ts';
import { type PrintedPrecision, printedPrecision } from './printed-precision.ts';
import { type Alignment, alignTranscripts } from './transcript-alignment.ts';
import type { Evidence, Transcript, TranscriptSource } from './transcripts.ts';

/** What is said of a run beside another. */
export interface SideReport {
  readonly label: string;
  readonly source: TranscriptSource;
  readonly evidence: Evidence;
  readonly notes: readonly string[];
  readonly sequences: number;
  readonly positions: number;
  /** Most alternatives that a position lists. */
  readonly alternatives: number;
  readonly precision: PrintedPrecision;
}

/** Two runs of anything beside each other; plain JSON. */
export interface TranscriptsReport {
  readonly a: SideReport;
  readonly b: SideReport;
  readonly by: Alignment['by'];
  /** The reader said that rows were fed the same tokens. */
  readonly sameInputs: boolean;
  /** Ids of sequences that the other side has not, and how many they are: the first of them alone are named. */
  readonly onlyA: Unpaired;
  readonly onlyB: Unpaired;
  /** In the order of a. */
  readonly rows: readonly SequenceSummary[];
  readonly distinct: readonly DistinctCompletions[];
}

export interface Unpaired {
  readonly count: number;
  readonly first: readonly string[];
}

const MOST_NAMED = 20;
/** Trees beyond these would be for nobody to read. */
const MOST_TREES = 50;

/** Compares all that belongs together. Throws IncomparableError where two logits are not of one vocabulary, and what `pause` throws. */
export async function reportTranscripts(
  a: Transcript,
  b: Transcript,
  options: CompareOptions,
  pause: Pause = NO_PAUSE,
): Promise<TranscriptsReport> {
  const alignment = alignTranscripts(a, b);
  const rows: SequenceSummary[] = [];
  for (const pair of alignment.pairs) {
    await pause();
    rows.push(summaryOf(await compareSequences(pair, options, pause)));
  }
  return {
    a: sideReport(a),
    b: sideReport(b),
    by: alignment.by,
    sameInputs: options.sameInputs,
    onlyA: unpaired(alignment.onlyA),
    onlyB: unpaired(alignment.onlyB),
    rows,
    distinct: distinctCompletions(alignment).slice(0, MOST_TREES),
  };
}

export function sideReport(transcript: Transcript): SideReport {
  const { label, source, evidence, notes, sequences } = transcript;
  let [positions, alternatives] = [0, 0];
  for (const sequence of sequences) {
    positions += sequence.positions.length;
    for (const { top } of sequence.positions) alternatives = Math.max(alternatives, top.length);
  }
  const precision = printedPrecision(transcript);
  return { label, source, evidence, notes, sequences: sequences.length, positions, alternatives, precision };
}

function unpaired(sequences: Alignment['onlyA']): Unpaired {
  return { count: sequences.length, first: sequences.slice(0, MOST_NAMED).map(({ id }) => id) };
}
