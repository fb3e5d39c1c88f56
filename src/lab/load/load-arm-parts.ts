import type { TextCodec } from '../../model/tokenizer.ts';
import type { LoadClock, ServiceLimits } from '../../results/load/load-record.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import type { Speculator } from '../speculation/speculator.ts';
import type { FaultyBuild } from './faulty-build.ts';
import type { LoadControl } from './load-control.ts';
import type { LoadEvent } from './load-events.ts';
import type { LoadSink } from './load-sink.ts';
import type { LoadSource } from './load-source.ts';
import type { ResumedArm } from './resumed.ts';
import type { RunClock } from './run-clock.ts';
import type { Shadows } from './shadows.ts';
import type { StepCost } from './step-cost.ts';

/** The device that an arm runs on, which may be lost and replaced. */
export interface ArmDevice {
  readonly runner: ArmRunner;
  /** After an error of a step: opens the arm on a new device where the old one was lost; null where that is not what happened. */
  replace(error: unknown): Promise<{ readonly message: string } | null>;
  close(): void;
}

/** All that an arm under load is made of. */
export interface LoadArmParts {
  readonly arm: { readonly spec: ArmSpec };
  readonly source: LoadSource;
  readonly device: ArmDevice;
  readonly clock: RunClock;
  /** As the record says it. */
  readonly clockRecord: LoadClock;
  /** Of a virtual clock; a real one has none. */
  readonly cost: StepCost | null;
  /** Of the model that drafts, where one does by a virtual clock. */
  readonly draftCost: StepCost | null;
  /** Null where it does not speculate. */
  readonly speculator: Speculator | null;
  readonly control: LoadControl;
  readonly tokenizer: TextCodec;
  readonly limits: ServiceLimits;
  readonly sink: LoadSink;
  readonly onEvent: ((event: LoadEvent) => void) | null;
  /** Null where no probe is compared with itself alone. */
  readonly shadows: Shadows | null;
  readonly signal: AbortSignal | undefined;
  /** Null where nothing is wrong with it. */
  readonly build: FaultyBuild | null;
  /** Null where it begins anew. */
  readonly resumed: ResumedArm | null;
  /** It may go on for months: nothing is kept of each request. */
  readonly endless: boolean;
}
