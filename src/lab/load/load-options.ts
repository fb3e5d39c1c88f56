import type { LoadedModel } from '../../model/load.ts';
import type { CostTable, LoadClock, ServiceLimits } from '../../results/load/load-record.ts';
import type { Engine } from '../../steps/engine.ts';
import type { LabSetting } from '../open-arm.ts';
import type { RecordSetting } from '../run-record.ts';
import type { OnCalibrated } from '../widths/calibration-run.ts';
import type { FaultyBuild } from './faulty-build.ts';
import type { Keeping } from './kept.ts';
import type { LoadControl } from './load-control.ts';
import type { LoadEvent } from './load-events.ts';
import type { LoadSink } from './load-sink.ts';
import type { ResumedArm } from './resumed.ts';
import type { ShadowRate } from './shadows.ts';

export interface LoadOptions extends LabSetting, RecordSetting {
  readonly clock: LoadClock['kind'];
  /** Models that arms run beside the experiment's own, by name (`modelsBeside`). */
  readonly beside?: ReadonlyMap<string, LoadedModel>;
  /** Of a virtual clock: a device so many times as fast as the table says; of a real one: requests come so many times as fast. Default: 1. */
  readonly speed?: number;
  /** What a virtual clock goes by; left out: it is measured for each arm. */
  readonly table?: CostTable | undefined;
  /** The same of the models that draft. */
  readonly draftTable?: CostTable | undefined;
  readonly control?: LoadControl;
  /** Stated limits that goodput counts by. */
  readonly limits?: ServiceLimits;
  /** What the record holds beside its totals. Default: requests, and no steps. */
  readonly keeping?: Keeping;
  /** Where an arm's entries go beside the record. */
  readonly sinkOf?: (arm: string) => LoadSink;
  /** Null, and by default: no probe is compared with itself alone. */
  readonly shadows?: ShadowRate | null;
  /** Whether arms run side by side, the one whose clock is behind stepping next; else one after the other. A real clock has one arm at a time. */
  readonly together?: boolean;
  /** Places for KV blocks in host memory that each arm has at least, for whoever may switch it to swapping in mid-run. */
  readonly spareHostBlocks?: number;
  /** Arms of a run that was broken off, by name: they go on. */
  readonly resumed?: ReadonlyMap<string, ResumedArm>;
  /** Of a real clock: milliseconds that it begins at. Default: 0. */
  readonly start?: number;
  /** The run may go on for months: percentiles are a sketch's, and nothing is kept of each request. Default: false. */
  readonly endless?: boolean;
  /** A fault that a build may have and no experiment can ask for: set by the audit of alarms and by tests alone. */
  readonly build?: FaultyBuild;
  /** Opens another device after a loss; left out: a loss ends the run. */
  readonly reopen?: () => Promise<Engine>;
  readonly onEvent?: (event: LoadEvent) => void;
  readonly onMeasured?: (done: number, total: number) => void;
  readonly onCalibrated?: OnCalibrated;
}
