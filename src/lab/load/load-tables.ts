import { ExperimentError } from '../../experiment/errors.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { CostTable } from '../../results/load/load-record.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import type { OpenedSpeculator } from '../speculation/open-speculator.ts';
import type { EngineDevice, EngineSeat } from './engine-device.ts';
import type { LoadOptions } from './load-options.ts';
import { measureCost } from './measure-cost.ts';

/** Tables that were measured in this run: arms that differ in name and serving alone go by one. */
export type Tables = Map<string, CostTable>;

/** What the arm's own steps take: as its lines say, as it was given, or measured. */
export async function tableOf(
  { runner }: EngineDevice,
  spec: ArmSpec,
  seat: EngineSeat,
  options: LoadOptions,
  tables: Tables,
): Promise<CostTable> {
  const before = options.resumed?.get(spec.name)?.clock;
  if (before?.kind === 'virtual') return before.table;
  return (
    options.table ?? (await measuredTable({ runner, spec, of: options.model.name }, seat, options, tables))
  );
}

/** Null where no model drafts. Throws ExperimentError where a table was given for the arms and none for it. */
export async function draftTableOf(
  speculation: OpenedSpeculator | null,
  seat: EngineSeat,
  options: LoadOptions,
  tables: Tables,
): Promise<CostTable | null> {
  const draft = speculation?.draft;
  if (!draft) return null;
  const before = [...(options.resumed?.values() ?? [])].find(
    ({ clock }) => clock?.kind === 'virtual' && clock.draft,
  )?.clock;
  if (before?.kind === 'virtual' && before.draft) return before.draft;
  if (options.draftTable) return options.draftTable;
  if (options.table)
    throw new ExperimentError([
      `arm ${draft.spec.name}: clock.draft: expected a table of what the draft model's steps take beside that of the arm's, found none`,
    ]);
  return await measuredTable({ ...draft, of: draft.spec.name }, seat, options, tables);
}

async function measuredTable(
  { runner, spec, of }: { readonly runner: ArmRunner; readonly spec: ArmSpec; readonly of: string },
  { engine }: EngineSeat,
  { signal, onMeasured }: LoadOptions,
  tables: Tables,
): Promise<CostTable> {
  // All that an arm is opened by and its steps' time follows from: the sizes that are measured follow from its limits.
  const { name: _, serving: __, speculation: ___, verify: ____, limits, ...opened } = spec;
  const { maxSampled: _____, ...bounds } = limits;
  const key = JSON.stringify([of, opened, bounds]);
  const known = tables.get(key);
  if (known) return known;
  const measuredOn = `${engine.kind}, ${adapterName(engine.adapter)}`;
  const watch = { signal, ...(onMeasured && { onProgress: onMeasured }) };
  const found = await measureCost({ runner, spec, measuredOn, ...watch });
  tables.set(key, found);
  return found;
}
