/** `batchmates/diff`: two runs of anything beside each other, and the distances that say how far apart their numbers are. */
export { ImportError } from '../imports/import-error.ts';
export {
  type Imported,
  type ImportFile,
  type ReadOptions,
  readTranscript,
} from '../imports/read-transcript.ts';
export { bitsOf, countDifferingBits, f32Bits, f32FromBits } from '../numerics/bits.ts';
export { ulpDistance32 } from '../numerics/ulp.ts';
export { transcriptsLines } from '../report/transcripts-lines.ts';
export { findFork } from '../results/diff.ts';
export { IncomparableError } from '../results/incomparable-error.ts';
export { klDivergence, type LogitDiff, logitDiff, margin } from '../results/logit-diff.ts';
export type { Transcript, TranscriptPosition, TranscriptSequence } from '../results/transcripts.ts';
export { reportTranscripts, type TranscriptsReport } from '../results/transcripts-report.ts';
