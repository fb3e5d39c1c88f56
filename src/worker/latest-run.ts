import type { LabSetting } from '../lab/open-arm.ts';
import type { RunResult } from '../results/record.ts';

/** A run that is over, with what running one of its arms again takes. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly setting: Pick<LabSetting, 'model' | 'invariantAs'>;
  /** Aborted once another run takes its place: nobody waits for what was asked about it. */
  readonly replaced: AbortSignal;
}

/** The run that questions are about. What they keep of it they keep by its identity, so that it goes with the run. */
export class LatestRun {
  #run: FinishedRun | null = null;
  #stop = new AbortController();

  keep(run: Omit<FinishedRun, 'replaced'>): void {
    this.#stop.abort(new Error('another run has taken the place of this one'));
    this.#stop = new AbortController();
    this.#run = { ...run, replaced: this.#stop.signal };
  }

  /** Throws RangeError where none is kept. */
  get(): FinishedRun {
    if (!this.#run) throw new RangeError('no run is kept to answer from');
    return this.#run;
  }
}
