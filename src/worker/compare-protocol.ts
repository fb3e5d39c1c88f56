import type { PairNames, PositionNames } from '../results/compare-reports.ts';
import type { PairReport } from '../results/pair-series.ts';
import type { PositionReport } from '../results/position-report.ts';
import type { ReferenceReport } from '../results/reference-report.ts';
import type { PieceName } from './aside.ts';
import type { Outcome } from './protocol.ts';

/** Tokens so far and in all. */
export type OnProgress = (done: number, total: number) => void;

/** Questions about the latest run. Those that take long give way to a run and wait for each other. */
export interface CompareApi {
  pairReport(names: PairNames): Promise<Outcome<PairReport>>;
  /** With `forced` only after `replayForced` of the pair. */
  positionReport(names: PositionNames): Promise<Outcome<PositionReport>>;
  /** Runs arm b once more, its probe fed arm a's tokens. */
  replayForced(names: PairNames, onProgress: OnProgress): Promise<Outcome<PairReport>>;
  /** The f64 logits at a position and both arms' distance from them. */
  reference(names: PositionNames, onProgress: OnProgress): Promise<Outcome<ReferenceReport>>;
  /** Ends a replay or a reference by its `pairKeyOf` or `positionKeyOf`, or a look or a bench, before its next token. */
  endBeside(name: PieceName): Promise<void>;
}
