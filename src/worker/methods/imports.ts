import { breathe } from '../../engines/cpu/breathe.ts';
import { ImportError } from '../../imports/import-error.ts';
import { MOST_BYTES } from '../../imports/limits.ts';
import { readTranscript } from '../../imports/read-transcript.ts';
import type { PositionComparison } from '../../results/compare-positions.ts';
import { compareSequences, type SequenceSummary, summaryOf } from '../../results/compare-transcripts.ts';
import { logSumExp } from '../../results/logit-diff.ts';
import { type PositionReport, positionReport } from '../../results/position-report.ts';
import { alignTranscripts, type SequencePair } from '../../results/transcript-alignment.ts';
import type { Alternative, Transcript, TranscriptPosition } from '../../results/transcripts.ts';
import {
  reportTranscripts,
  type SideReport,
  sideReport,
  type TranscriptsReport,
} from '../../results/transcripts-report.ts';
import { type AloneWork, alone, type Progress, quick } from '../method.ts';

export type ImportSide = 'a' | 'b';

export interface ReadJob {
  readonly side: ImportSide;
  readonly name: string;
  readonly file: Blob;
  /** One arm or one tensor of it; null is all. */
  readonly part: string | null;
}

/** What was read. */
export interface ReadSide extends SideReport {
  /** Arms or tensors of which one can be chosen. */
  readonly parts: readonly string[];
}

/** A position without its logits, which stay here. */
export interface ShownPosition {
  readonly text: string | null;
  readonly id: number | null;
  readonly logprob: number | null;
  readonly top: readonly Alternative[];
}

/** One pair of sequences, as far as it is shown. */
export interface SequenceDetail extends SequenceSummary {
  readonly a: readonly ShownPosition[];
  readonly b: readonly ShownPosition[];
  readonly positions: readonly PositionComparison[];
}

export interface CompareJob {
  readonly sameInputs: boolean;
}

/** Longer streams are cut for the page, though never before their fork. */
const MOST_SHOWN = 2_000;
const BEHIND_FORK = 200;

/** Reads strangers' runs, keeps two of them and compares them. Throws ImportError and IncomparableError. */
export function importMethods() {
  const kept = new Map<ImportSide, Transcript>();
  const both = (): { a: Transcript; b: Transcript } => {
    const [a, b] = [kept.get('a'), kept.get('b')];
    if (!a || !b) throw new ImportError('comparison', 'expected two runs, found fewer');
    return { a, b };
  };
  let pairs: readonly SequencePair[] = [];
  const pairAt = (index: number): SequencePair => {
    if (!pairs[index])
      throw new ImportError('comparison', `expected one of ${pairs.length} sequences, found ${index}`);
    return pairs[index];
  };
  return {
    /** Reads a file whole, which takes the place of what that side was. Tells how much of it is read. */
    read: alone(
      async (
        { signal, tell }: AloneWork<Progress>,
        { side, name, file, part }: ReadJob,
      ): Promise<ReadSide> => {
        if (file.size > MOST_BYTES)
          throw new ImportError(name, `expected a file of at most ${MOST_BYTES} bytes, found ${file.size}`);
        const bytes = new Uint8Array(await file.arrayBuffer());
        const pause = paced({ signal, tell });
        const { transcript, parts } = await readTranscript({ name, bytes }, { part, pause });
        kept.set(side, transcript);
        return { ...sideReport(transcript), parts };
      },
    ),

    /** Lets go of a side. */
    forget: quick((side: ImportSide): void => {
      kept.delete(side);
      pairs = [];
    }),

    /** Compares the two sides. */
    compare: alone(async ({ signal }: AloneWork, { sameInputs }: CompareJob): Promise<TranscriptsReport> => {
      const { a, b } = both();
      const pause = paced({ signal });
      const report = await reportTranscripts(a, b, { sameInputs }, () => pause(0, 0));
      pairs = alignTranscripts(a, b).pairs;
      return report;
    }),

    /** A row of the comparison with its streams. */
    sequence: quick(async (index: number, { sameInputs }: CompareJob): Promise<SequenceDetail> => {
      const found = await compareSequences(pairAt(index), { sameInputs });
      const shown = Math.max(MOST_SHOWN, (found.fork ?? 0) + BEHIND_FORK);
      return {
        ...summaryOf(found),
        a: found.a.slice(0, shown).map(withoutLogits),
        b: found.b.slice(0, shown).map(withoutLogits),
        positions: found.positions.slice(0, shown),
      };
    }),

    /** The logits of one position; null where a side has none. */
    position: quick((index: number, position: number): PositionReport | null => {
      const pair = pairAt(index);
      const [a, b] = [pair.a.positions[position]?.logits, pair.b.positions[position]?.logits];
      if (!a || !b || a.length !== b.length) return null;
      const texts = textsOf(pair, position);
      const textOf = (token: number) => texts.get(token) ?? `#${token}`;
      return positionReport({
        ...{ probe: pair.a.id, a: 'A', b: 'B', position, forced: false },
        logits: { a, b },
        textOf,
      });
    }),
  };
}

/** Between two news of how far reading is. */
const NEWS_MS = 100;

/** Lets messages through, tells how far the work is, and ends it with the signal's reason. */
function paced({
  signal,
  tell,
}: Pick<AloneWork, 'signal'> & { readonly tell?: (progress: Progress) => void }) {
  let told = 0;
  return async (done: number, total: number): Promise<void> => {
    if (performance.now() - told > NEWS_MS) {
      told = performance.now();
      tell?.({ done, total });
    }
    await breathe();
    signal.throwIfAborted();
  };
}

function withoutLogits({ text, id, logprob, top, logits }: TranscriptPosition): ShownPosition {
  const own = logprob ?? (logits && id !== null ? logits[id] - logSumExp(logits) : null);
  return { text, id, logprob: own, top };
}

/** Texts of token ids, where the position tells any. */
function textsOf({ a, b }: SequencePair, position: number): Map<number, string> {
  const told = [a.positions[position], b.positions[position]].flatMap((each) => [each, ...each.top]);
  return new Map(told.flatMap(({ id, text }) => (id === null || text === null ? [] : [[id, text] as const])));
}
