import type { Gpu } from '../../../gpu/device.ts';
import { type Tuning, tuningFor } from '../../../gpu/tuning.ts';
import { subgroupSize } from '../subgroups.ts';

/** What the fast forms are chosen by. */
export interface FormsFor {
  readonly name: string;
  readonly tuning: Tuning;
  /** 1 where subgroups are done without. */
  readonly subgroup: () => number;
  /** False where only how threads meet differs from the form before: one dtype tells as much as all. */
  readonly everyDtype: boolean;
}

/** For `describe.each`: a GPU with the device's subgroups, one without, and a software adapter. The device is asked in tests only. */
export function eachForm(gpu: Gpu): FormsFor[] {
  const size = () => subgroupSize(gpu);
  return [
    { name: 'a GPU with subgroups', tuning: tuningFor(false), subgroup: size, everyDtype: true },
    { name: 'a GPU without subgroups', tuning: tuningFor(false), subgroup: () => 1, everyDtype: false },
    { name: 'a software adapter', tuning: tuningFor(true), subgroup: size, everyDtype: true },
  ];
}
