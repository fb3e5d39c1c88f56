import type { AdapterReport } from '../../engine/engine.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { Certificate } from '../../lab/certificate/certificate.ts';
import type { RunRecord, StepRecord } from '../../results/record.ts';
import type { Fault } from '../../worker/fault.ts';
import type { EngineKind, PromptReport } from '../../worker/protocol.ts';
import type { TopRow } from '../../worker/top-of-both.ts';

/** Where the latest run stands. */
export type RunStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly bytes: { readonly loaded: number; readonly total: number | null } }
  | { readonly state: 'certifying'; readonly done: number }
  | { readonly state: 'compiling'; readonly arm: string; readonly index: number; readonly arms: number }
  | { readonly state: 'running'; readonly generated: number; readonly total: number }
  | { readonly state: 'stopping' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly fault: Fault }
  | { readonly state: 'done'; readonly record: RunRecord };

export type GpuStatus =
  | { readonly state: 'asking' }
  | { readonly state: 'available'; readonly adapter: AdapterReport }
  | { readonly state: 'missing'; readonly fault: Fault };

export interface StreamToken {
  readonly token: number;
  readonly text: string;
}

/** What the latest run has shown so far; a cancelled or failed one keeps what it had. */
export interface RunView {
  readonly engine: { readonly kind: EngineKind; readonly adapter: AdapterReport } | null;
  readonly prompts: Readonly<Record<string, PromptReport>>;
  /** By `arm/request`. */
  readonly streams: Readonly<Record<string, readonly StreamToken[]>>;
  /** By arm. */
  readonly steps: Readonly<Record<string, readonly StepRecord[]>>;
  /** Highest logits of both arms, by `topKey`. */
  readonly tops: Readonly<Record<string, readonly TopRow[]>>;
}

export interface NamedExperiment {
  readonly id: string;
  readonly experiment: Experiment;
}

export interface LabState {
  readonly experiments: readonly NamedExperiment[];
  readonly chosen: NamedExperiment;
  /** Why the latest file was refused as an experiment. */
  readonly refused: string | null;
  readonly engine: EngineKind;
  readonly gpu: GpuStatus;
  readonly status: RunStatus;
  readonly view: RunView;
  /** The full certificate of this visit. */
  readonly certificate: Certificate | null;
}

export const emptyView: RunView = { engine: null, prompts: {}, streams: {}, steps: {}, tops: {} };

/** A run is under way: what it depends on may not change. */
export function isBusy({ state }: RunStatus): boolean {
  return ['loading', 'certifying', 'compiling', 'running', 'stopping'].includes(state);
}
