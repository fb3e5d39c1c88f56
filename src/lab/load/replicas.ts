import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { QueueState } from '../../steps/queue.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { ArmDevice } from './load-arm-parts.ts';
import type { ReplicaKind } from './router.ts';
import type { StepCost } from './step-cost.ts';

/** A replica as it is opened. */
export interface Replica {
  readonly kind: ReplicaKind;
  readonly spec: ArmSpec;
  readonly device: ArmDevice;
  /** Of a virtual clock. */
  readonly cost: StepCost | null;
  /** Whether it runs what the arm's own runs, so that shadows of its probes are. */
  readonly alike: boolean;
}

/** A step that was computed and has yet to end on the clock. */
export interface UnderWay {
  readonly plan: StepPlan;
  readonly output: StepOutput;
  readonly at: number;
  readonly until: number;
}

/** A replica with its queue. */
export interface Lane {
  readonly replica: Replica;
  queue: QueueState;
  underWay: UnderWay | null;
}

export function queuesOf(lanes: readonly Lane[]): Partial<Record<ReplicaKind, QueueState>> {
  return Object.fromEntries(lanes.map(({ replica, queue }) => [replica.kind, queue]));
}

/** An arm's own where it has none of the kind. */
export function laneOf(lanes: readonly Lane[], kind: ReplicaKind): Lane {
  return lanes.find(({ replica }) => replica.kind === kind) ?? lanes[0];
}
