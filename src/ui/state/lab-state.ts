import type { Seats } from '../../experiment/edit/mute.ts';
import type { HIDEABLE, LinkPayload } from '../../experiment/link-payload.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type CompareReports, NO_REPORTS } from '../../results/compare-reports.ts';
import type { PromptReport } from '../../results/prompt-report.ts';
import type { RunRecord, StepRecord, StepTotals } from '../../results/record.ts';
import type { AdapterReport, EngineKind } from '../../steps/engine.ts';
import type { Certificate } from '../../studies/certificate/certificate.ts';
import type { Fault } from '../../worker/fault.ts';
import type { Task } from './task.ts';

/** What a run, or other work that has the lab to itself, is at. */
export type RunStage =
  | { readonly stage: 'loading'; readonly bytes: { readonly loaded: number; readonly total: number | null } }
  /** Bytes of weights on their way to the device. */
  | { readonly stage: 'uploading'; readonly done: number; readonly total: number }
  | { readonly stage: 'calibrating'; readonly done: number; readonly total: number }
  | { readonly stage: 'certifying'; readonly done: number }
  | { readonly stage: 'compiling'; readonly arm: string; readonly index: number; readonly arms: number }
  | { readonly stage: 'running'; readonly generated: number; readonly total: number }
  | { readonly stage: 'paused'; readonly generated: number; readonly total: number }
  /** Every arm has run; the pairs' logits are being compared, position by position. */
  | { readonly stage: 'comparing'; readonly done: number; readonly total: number }
  /** A question about a pair is being answered by runs of its own. */
  | { readonly stage: 'searching'; readonly runs: number; readonly most: number; readonly doing: string }
  /** Prompts are being tried until one forks, in two runs each. */
  | { readonly stage: 'finding'; readonly runs: number; readonly most: number };

/** Where the latest run stands; what it gave is in the view. */
export type RunStatus = Task<RunStage, null>;

/** How all work begins that has the lab to itself. */
export const BEGUN: RunStatus = {
  state: 'running',
  progress: { stage: 'loading', bytes: { loaded: 0, total: null } },
};

export type GpuStatus =
  | { readonly state: 'asking' }
  | { readonly state: 'available'; readonly adapter: AdapterReport }
  | { readonly state: 'missing'; readonly fault: Fault };

/** What an arm has cost so far. */
export interface ArmFigures extends StepTotals {
  readonly tokens: number;
  readonly milliseconds: number;
}

export interface StreamToken {
  /** Equal where tokens are: the id, unless `id` is given. */
  readonly token: number;
  readonly text: string;
  /** Of another's run: its token id; null where only the text is told. */
  readonly id?: number | null;
}

/** Under what a run is kept in this browser, and when it ended. */
export interface KeptAs {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly date: number;
}

/**
 * What is shown of a run so far; a cancelled or failed one keeps what it had. `none`: nothing. `example`: computed earlier on
 * the adapter that `engine` names, and shipped with the page. `live`: computed in this page. `kept`: computed earlier and kept in
 * this browser; the worker knows nothing of it.
 */
export interface RunView {
  readonly source: 'none' | 'example' | 'live' | 'kept';
  /** Null where it is not kept, or not yet. */
  readonly kept: KeptAs | null;
  /** The experiment that ran, which the one being composed may have left behind; null where nothing is shown. */
  readonly experiment: Experiment | null;
  /** Once the run is over. */
  readonly record: RunRecord | null;
  readonly engine: { readonly kind: EngineKind; readonly adapter: AdapterReport } | null;
  readonly prompts: Readonly<Record<string, PromptReport>>;
  /** By `arm/request`. */
  readonly streams: Readonly<Record<string, readonly StreamToken[]>>;
  /** By arm, of those that keep them. */
  readonly steps: Readonly<Record<string, readonly StepRecord[]>>;
  /** By the arm that companies are drawn from: what all of them have cost. Neither their streams nor their steps are kept. */
  readonly companies: Readonly<Record<string, ArmFigures>>;
  /** What was asked of the run's pairs so far; of an example, what it was shipped with. */
  readonly reports: CompareReports;
}

/** One opening of an experiment. */
export interface Opened {
  /** Tells two openings apart, also in the browser's history. */
  readonly key: string;
  /** The fragment that leads to `experiment`, with its `#`; empty where none does. */
  readonly address: string;
  readonly experiment: Experiment;
}

export interface NamedExperiment {
  readonly id: string;
  readonly experiment: Experiment;
  /** Changed in the page since it was opened. */
  readonly edited?: boolean;
  /** Whose title and description it has: as `opened`, the visitor's `own`, or those that an edit took away (claim.ts). */
  readonly words?: 'opened' | 'own' | { readonly title: string; readonly description?: string };
  /** Where muted requests sat, for when they come back. */
  readonly muted?: Seats;
  /** How it came to be open; left out of a preset. */
  readonly opened?: Opened;
}

/** A control that a classroom link may hide. */
export type Hideable = (typeof HIDEABLE)[number];

/** What the sender of a link found, and for which experiment. */
export interface Expected extends NonNullable<LinkPayload['expected']> {
  readonly experiment: Experiment;
}

export interface LabState {
  readonly experiments: readonly NamedExperiment[];
  readonly chosen: NamedExperiment;
  /** An edited experiment that another one took the place of: it can be brought back. Null where there is none. */
  readonly left: NamedExperiment | null;
  /** What another tab of this page keeps in the place of what is on screen here, which is then kept for this tab alone. */
  readonly elsewhere: NamedExperiment | null;
  /** Why the latest file was refused as an experiment. */
  readonly refused: string | null;
  /** Hidden by the link that was opened, for as long as the page is open. */
  readonly hidden: readonly Hideable[];
  /** The page stands inside another one, or its link says so: results and one button, nothing around them. */
  readonly embed: boolean;
  /** The fingerprints that came with the link; null where none did. */
  readonly expected: Expected | null;
  readonly engine: EngineKind;
  readonly gpu: GpuStatus;
  readonly status: RunStatus;
  readonly view: RunView;
  /** The full certificate of this visit. */
  readonly certificate: Certificate | null;
}

export const emptyView: RunView = {
  source: 'none',
  kept: null,
  experiment: null,
  record: null,
  engine: null,
  prompts: {},
  streams: {},
  steps: {},
  companies: {},
  reports: NO_REPORTS,
};

/** The experiment whose results are on screen; the one being composed where there are none. */
export function shownExperiment({ view, chosen }: Pick<LabState, 'view' | 'chosen'>): Experiment {
  return view.experiment ?? chosen.experiment;
}

/** What a run is at that nobody asked to end; null where there is none. */
export function stageOf(status: RunStatus): RunStage['stage'] | null {
  return status.state === 'running' ? status.progress.stage : null;
}

/** A run is under way or held: it can be let go on step by step. */
export function canStep(status: RunStatus): boolean {
  return ['compiling', 'running', 'paused'].includes(stageOf(status) ?? '');
}

/** Whether results are of a run of the visitor's, rather than shipped with the page. */
export function isOwn({ source }: Pick<RunView, 'source'>): boolean {
  return source === 'live' || source === 'kept';
}
