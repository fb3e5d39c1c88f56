import type { Experiment } from '../../experiment/schema.ts';
import type { LoadOptions } from './load-options.ts';

/** What an experiment says of its clock and its limits; left out: a virtual clock whose table is measured, and no limit. */
export function loadSetting({
  clock = { kind: 'virtual', speed: 1 },
  limits = {},
}: Pick<Experiment, 'clock' | 'limits'>): Pick<
  LoadOptions,
  'clock' | 'speed' | 'table' | 'draftTable' | 'limits'
> {
  const { table, draft: draftTable } = clock.kind === 'virtual' ? clock : {};
  return { clock: clock.kind, speed: clock.speed, table, draftTable, limits };
}
