import { type CacheEntry, findCacheEntry } from '../studies/microscope/cache-entry.ts';
import { type CellReport, cellReport } from '../studies/microscope/cell.ts';
import { type ElementReport, elementReport } from '../studies/microscope/element.ts';
import type { OutputPlace } from '../studies/microscope/inputs.ts';
import {
  type Look,
  type Looked,
  type LookOptions,
  type LookPlace,
  lookInto,
} from '../studies/microscope/microscope.ts';
import type { ElementPlace } from '../studies/microscope/operands.ts';
import type { OnProgress } from './compare-protocol.ts';
import type { FinishedRun } from './compare-queries.ts';
import type { EngineHost } from './engine-host.ts';

/** Looks into steps of the latest run; keeps the traces of the latest look. */
export class MicroscopeSession {
  readonly #engines: EngineHost;
  #run: FinishedRun | null = null;
  #looked: Looked | null = null;

  constructor(engines: EngineHost) {
    this.#engines = engines;
  }

  /** Forgets everything of the run before. */
  remember(run: FinishedRun | null): void {
    this.#run = run;
    this.#looked = null;
  }

  async lookInto(place: LookPlace, signal: AbortSignal, onProgress: OnProgress): Promise<Look> {
    const looked = await lookInto({ ...(await this.#setting()), place, signal, onProgress });
    this.#looked = looked;
    return looked.look;
  }

  async findCacheEntry(
    place: LookPlace,
    layer: number,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<CacheEntry | null> {
    return await findCacheEntry({ ...(await this.#setting()), place, layer, signal, onProgress });
  }

  cellAt(place: OutputPlace): CellReport {
    return cellReport(this.#latest(), place);
  }

  elementAt(place: ElementPlace): ElementReport {
    return elementReport(this.#latest(), place);
  }

  async #setting(): Promise<Omit<LookOptions, 'place'>> {
    if (!this.#run) throw new RangeError('no run is kept to look into');
    const { result, setting } = this.#run;
    const { record } = result;
    const { engine } = await this.#engines.open(record.engine, setting.model.checkpoint);
    return { ...setting, record, engine };
  }

  #latest(): Looked {
    if (!this.#looked) throw new RangeError('no step has been looked into');
    return this.#looked;
  }
}
