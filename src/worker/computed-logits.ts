import { replayPair } from '../lab/position-logits.ts';
import { type PositionNames, positionKeyOf } from '../results/compare-reports.ts';
import type { Engine } from '../steps/engine.ts';
import type { FinishedRun } from './latest-run.ts';
import type { Progress, Work } from './method.ts';
import { type BothLogits, requestOf } from './run-streams.ts';

/** Positions whose logits stay: 1.2 MB each at a vocabulary of 151,936. */
const MOST_KEPT = 8;

/** Logits that a run did not keep and that were computed again, of the positions asked for last. */
export class ComputedLogits {
  readonly #ofRun = new WeakMap<FinishedRun, Map<string, BothLogits>>();

  at(run: FinishedRun, names: PositionNames): BothLogits | null {
    return this.#ofRun.get(run)?.get(positionKeyOf(names)) ?? null;
  }

  /**
   * Runs both arms again up to the position. Throws RangeError where one never gets there, the engine's errors and, between two steps, the
   * signal's reason.
   */
  async compute(
    run: FinishedRun,
    names: PositionNames,
    engine: Engine,
    { signal, tell }: Work<Progress>,
  ): Promise<BothLogits> {
    const { setting, result } = run;
    const { a, b, probe: request, position, forced } = names;
    const { tokens } = requestOf(run, a, request);
    const { experiment, arms } = result.record;
    const armOf = (arm: string) => arms.find(({ name }) => name === arm)!;
    const both = await replayPair({
      ...{ ...setting, engine, signal, experiment, ...(forced && { tokens }) },
      ...{ recorded: { a: armOf(a), b: armOf(b) }, place: { request, position } },
      onProgress: (done, total) => tell({ done, total }),
    });
    this.#keep(run, positionKeyOf(names), both);
    return both;
  }

  #keep(run: FinishedRun, key: string, both: BothLogits): void {
    const kept = this.#ofRun.get(run) ?? new Map<string, BothLogits>();
    this.#ofRun.set(run, kept);
    kept.delete(key);
    kept.set(key, both);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT) kept.delete(oldest);
  }
}
