import type { Experiment } from '../../experiment/schema.ts';
import type { LoadOptions } from './load-options.ts';

/** What an experiment says of its clock and its limits; left out: a virtual clock whose table is measured, and no limit. */
export function loadSetting({
  clock = { kind: 'virtual', speed: 1 },
  limits = {},
}: Pick<Experiment, 'clock' | 'limits'>): Pick<LoadOptions, 'clock' | 'speed' | 'table' | 'limits'> {
  const table = clock.kind === 'virtual' ? clock.table : undefined;
  return { clock: clock.kind, speed: clock.speed, table, limits };
}
