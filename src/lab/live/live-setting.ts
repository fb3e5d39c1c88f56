import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { LabSetting } from '../open-arm.ts';

type FromLoad = 'beside' | 'control' | 'limits' | 'sinkOf' | 'reopen' | 'onCalibrated';

/** What a service is opened with. */
export interface LiveSetting extends LabSetting, Pick<LoadOptions, FromLoad> {
  /** Sets, precision, serving and bounds, as `liveSpec` makes them; how tokens are drawn each request says itself. */
  readonly spec: ArmSpec;
  /** Other sets that requests may ask for by name, each in a queue with KV blocks of its own, as many as `spec` has. Default: none. */
  readonly otherSets?: readonly KernelSet[];
  /** Where requests that ask for it are compared with themselves alone, each with keys and values of its own. Null, and by default: nobody may ask. */
  readonly shadows?: LoadOptions['shadows'];
}
