import type { CacheEntry } from '../studies/microscope/cache-entry.ts';
import type { CellReport } from '../studies/microscope/cell.ts';
import type { ElementReport } from '../studies/microscope/element.ts';
import type { OutputPlace } from '../studies/microscope/inputs.ts';
import type { Look, LookPlace } from '../studies/microscope/microscope.ts';
import type { ElementPlace } from '../studies/microscope/operands.ts';
import type { OnProgress } from './compare-protocol.ts';
import type { Outcome } from './protocol.ts';

/** One step of the latest run in two arms, operation by operation. The traces of the latest look stay in the worker. */
export interface MicroscopeApi {
  /** Runs both arms again up to a token. Gives way to a run, ends an earlier look and waits for other long work; `endBeside` ends it. */
  lookInto(place: LookPlace, onProgress: OnProgress): Promise<Outcome<Look>>;
  /** Runs both arms again and finds the step before a token that wrote the first key or value of a layer that differs. */
  findCacheEntry(
    place: LookPlace,
    layer: number,
    onProgress: OnProgress,
  ): Promise<Outcome<CacheEntry | null>>;
  /** Every differing element of an output, of the latest look. */
  cellAt(place: OutputPlace): Promise<Outcome<CellReport>>;
  /** Both reductions of an element, of the latest look. */
  elementAt(place: ElementPlace): Promise<Outcome<ElementReport>>;
}
