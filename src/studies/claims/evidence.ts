import type { AlarmsReport } from '../../audit/graded/alarms-report.ts';
import type { ModelAudit } from '../../audit/model/model-audit.ts';
import type { RotReport } from '../../audit/rot/rot-report.ts';
import type { BenchReport } from '../../bench/report.ts';
import type { WeightsReport } from '../../bench/weights-report.ts';
import type { CliffReport } from '../cliffs/cliff-report.ts';
import type { BakedFile } from '../couplings/baked-couplings.ts';
import type { CouplingRow } from '../couplings/coupling-report.ts';
import type { StudyOutcome } from '../sweep/outcome.ts';
import type { ShippedStudy } from '../sweep/shipped-studies.ts';
import type { Ran } from './ran.ts';

/** Runs that claims are judged by, presets by their id and one of our own; `load`: by a clock. */
export const RUNS = {
  'same-shape': 'run',
  'identical-varied': 'run',
  'full-experts': 'run',
  'warm-cold': 'load',
  'same-model-two-queues': 'load',
  'precision-under-load': 'load',
  'long-prompt-joins': 'load',
  'viral-surge': 'load',
  'output-lengths': 'load',
} as const;
export type RunId = keyof typeof RUNS;
export const RUN_IDS = Object.keys(RUNS) as readonly RunId[];

/** What runs a preset whole, as what would measure it. */
export function runCommand(run: Exclude<RunId, 'output-lengths'>): string {
  return `npm run -s lab -- ${RUNS[run]} experiments/${run}.json --engine cpu`;
}

/** Rows of a coupling matrix; of a short form as many as were asked for. */
export interface Rows {
  readonly engine: string;
  readonly rows: readonly CouplingRow[];
}

/**
 * All that verdicts are computed from. What is missing was not measured: shipped evidence has every slot, as far as it ships; a short form
 * has the one slot that it fills, so that one judge reads both.
 */
export interface Evidence {
  readonly studies: Readonly<Partial<Record<ShippedStudy, StudyOutcome>>>;
  readonly couplings: Readonly<Partial<Record<BakedFile, Rows>>>;
  readonly runs: Readonly<Partial<Record<RunId, Ran>>>;
  readonly cliffs: Pick<CliffReport, 'engine' | 'rows' | 'tokens'> | null;
  readonly bench: Pick<BenchReport, 'adapter' | 'cases'> | null;
  readonly weights: Pick<WeightsReport, 'formats' | 'speculation'> | null;
  /** A model in each precision, and one graph in several releases of a runtime. */
  readonly audit: ModelAudit | null;
  readonly rot: RotReport | null;
  /** Faults by alarms. */
  readonly alarms: AlarmsReport | null;
  /** Files that ship and cannot be read; their slots are empty. */
  readonly damaged: readonly DamagedFile[];
}

export interface DamagedFile {
  /** Below `public`: `studies/fork-survival.json`. */
  readonly path: string;
  readonly problem: string;
  /** The slot that it would have filled: a field of the evidence, and a key of that where it has several. */
  readonly slot: readonly [field: keyof Evidence, key?: string];
}

export const NO_EVIDENCE: Evidence = {
  ...{ studies: {}, couplings: {}, runs: {} },
  ...{ cliffs: null, bench: null, weights: null, damaged: [] },
  ...{ audit: null, rot: null, alarms: null },
};

/** What a short form may fill. */
export type ShortEvidence = Pick<Evidence, 'couplings' | 'runs' | 'cliffs'>;

export const NO_SHORT: ShortEvidence = { couplings: {}, runs: {}, cliffs: null };
