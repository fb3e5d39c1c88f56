import type { Experiment } from '../../experiment/schema.ts';
import type { LabSetting } from '../../lab/open-arm.ts';
import { type ResolvedRequest, resolveRequests } from '../../lab/resolve.ts';
import type { PairChoice } from './pair.ts';
import type { ProbeRunner, ProbeRunOptions, ProbeStream } from './probe-run.ts';
import { createProbeRunner } from './probe-run.ts';

/** Where a search stands; `partial` is its report so far. */
export interface SearchProgress<Report> {
  readonly runs: number;
  /** The most runs that it may still come to. */
  readonly most: number;
  /** What the run under way tries. */
  readonly doing: string;
  readonly partial: Report;
}

export interface SearchOptions<Report> extends LabSetting {
  readonly experiment: Experiment;
  readonly pair: PairChoice;
  /** Look at so many of the probe's tokens at most; null for all. */
  readonly tokens?: number | null;
  readonly onProgress?: (progress: SearchProgress<Report>) => void;
}

type Arm = Parameters<ProbeRunner>[0];

/** Runs the batches of one search, one after the other, and tells of each before it begins. */
export class Trials<Report> {
  runs = 0;
  most: number;
  /** The experiment's, with their prompts. */
  readonly requests: readonly ResolvedRequest[];
  readonly #run: ProbeRunner;
  readonly #options: SearchOptions<Report>;
  readonly #report: () => Report;

  constructor(options: SearchOptions<Report>, most: number, report: () => Report) {
    this.#options = options;
    const { experiment, model, pair, tokens = null } = options;
    this.requests = resolveRequests(experiment, model);
    this.#run = createProbeRunner({ ...options, requests: this.requests }, pair.probe, tokens);
    this.#report = report;
    this.most = most;
  }

  async try(doing: string, arm: Arm, how?: ProbeRunOptions): Promise<ProbeStream> {
    this.tell(doing);
    const stream = await this.#run(arm, how);
    this.runs++;
    return stream;
  }

  tell(doing: string): void {
    const { runs, most } = this;
    this.#options.onProgress?.({ runs, most, doing, partial: this.#report() });
  }
}
