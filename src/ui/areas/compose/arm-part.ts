import type { ArmPatch } from '../../../experiment/edit/arms.ts';
import type { Experiment, ExperimentArm } from '../../../experiment/schema.ts';

/** What a part of an arm's form shows and changes. */
export interface ArmPartProps {
  readonly experiment: Experiment;
  readonly arm: ExperimentArm;
  readonly row: string;
  readonly change: (patch: ArmPatch) => void;
}
