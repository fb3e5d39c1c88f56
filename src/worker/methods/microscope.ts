import type { OutputPlace } from '../../model/graph.ts';
import { type CacheEntry, findCacheEntry } from '../../studies/microscope/cache-entry.ts';
import { type CellReport, cellReport } from '../../studies/microscope/cell.ts';
import { type ElementReport, elementReport } from '../../studies/microscope/element.ts';
import { type Look, type Looked, type LookPlace, lookInto } from '../../studies/microscope/microscope.ts';
import type { ElementPlace } from '../../studies/microscope/outputs.ts';
import type { LabHost } from '../lab-host.ts';
import type { FinishedRun } from '../latest-run.ts';
import { aside, type Progress, quick, type Work } from '../method.ts';

/** One step of the latest run in two arms, operation by operation. */
export function microscopeMethods({ engines, latest }: LabHost) {
  /** The traces of a run's latest look. */
  const kept = new WeakMap<FinishedRun, Looked>();

  const settingOf = async (
    { result: { record }, setting }: FinishedRun,
    { signal, tell }: Work<Progress>,
  ) => ({
    ...{ ...setting, record, signal },
    engine: (await engines.open(record.engine, setting.model, record.experiment.arms)).engine,
    onProgress: (done: number, total: number) => tell({ done, total }),
  });

  const looked = (): Looked => {
    const look = kept.get(latest.get());
    if (!look) throw new RangeError('no step has been looked into');
    return look;
  };

  return {
    /** Runs both arms again up to a token. */
    look: aside('microscope', async (work: Work<Progress>, place: LookPlace): Promise<Look> => {
      const run = latest.get();
      const found = await lookInto({ ...(await settingOf(run, work)), place });
      kept.set(run, found);
      return found.look;
    }),
    /** Runs both arms again and finds the step before a token that wrote the first key or value of a layer that differs; null where that is one of the prompt's. */
    cacheEntry: aside(
      'microscope',
      async (work: Work<Progress>, place: LookPlace, layer: number): Promise<CacheEntry | null> =>
        await findCacheEntry({ ...(await settingOf(latest.get(), work)), place, layer }),
    ),
    /** Every differing element of an output, of the latest look. Throws RangeError where there was none. */
    cell: quick((place: OutputPlace): CellReport => cellReport(looked(), place)),
    /** Both reductions of an element, of the latest look. Throws RangeError where there was none. */
    element: quick((place: ElementPlace): ElementReport => elementReport(looked(), place)),
  };
}
