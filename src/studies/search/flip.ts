import { createRandom } from '../../experiment/random.ts';
import type { ExperimentRequest } from '../../experiment/schema.ts';
import { allInvariant } from '../../numerics/sets/kernel-sets.ts';
import { candidates, mutationLimits } from './candidates.ts';
import {
  type FlippingBatch,
  type FlipReport,
  type FlipTrial,
  flipExperiment,
  flipOf,
  type ShrinkTrial,
} from './flip-report.ts';
import type { MutationLimits } from './mutate.ts';
import { type Pair, resolveCompany } from './pair.ts';
import { type Agreement, agreementOf, type ProbeStream } from './probe-run.ts';
import { type SearchOptions, Trials } from './search.ts';
import { shrinkBatch } from './shrink.ts';

export interface FlipOptions extends SearchOptions<FlipReport> {
  /** Draws the changes; the same seed, experiment and engine give the same search. */
  readonly seed: number;
  /** Batches to try until one flips; shrinking it may take as many again. */
  readonly runs: number;
}

type Batch = readonly ExperimentRequest[];

/**
 * Tries small changes of the company until the probe's completion differs from alone, then makes that batch as small as it
 * can. Without a flip the report says how many batches were tried. Where the arms' settings differ only the company as it is
 * runs: a token that flips there need not be flipped by company. Throws like `findCulprit`.
 */
export async function findFlip(options: FlipOptions): Promise<FlipReport> {
  const search = new FlipSearch(options);
  await search.find();
  await search.shrink();
  return search.report();
}

/** Runs that finding a flip takes at most; making it smaller may take `runs` more. */
export function flipRuns({ settings }: Pair, runs: number): number {
  return settings ? 2 : 1 + runs;
}

class FlipSearch {
  readonly #options: FlipOptions;
  readonly #pair: Pair;
  readonly #limits: MutationLimits;
  readonly #trials: Trials<FlipReport>;
  readonly #tried: FlipTrial[] = [];
  readonly #shrinks: ShrinkTrial[] = [];
  #alone: ProbeStream = { tokens: [], trace: [], ended: new Map() };
  #asItIs: Agreement | null = null;
  #found: FlippingBatch | null = null;

  constructor(options: FlipOptions) {
    const { experiment, model, runs } = options;
    this.#options = options;
    this.#pair = resolveCompany(experiment, options.pair);
    this.#limits = mutationLimits(experiment, this.#pair, model);
    this.#trials = new Trials(options, flipRuns(this.#pair, runs), () => this.report());
  }

  /** Tries changed companies until one flips the probe, or the runs are spent. */
  async find(): Promise<void> {
    const { experiment, seed, runs } = this.#options;
    const { alone, company } = this.#pair;
    this.#alone = await this.#trials.try(alone.name, alone);
    const batches = candidates(experiment, this.#pair, this.#limits, { seed, most: runs });
    for (const { requests, changes } of batches) {
      const agreement = await this.#run(changes.join(', ') || company.name, requests);
      const { fork, identical } = agreement;
      this.#asItIs ??= agreement;
      this.#tried.push({ changes, batchmates: this.#batchmates(requests), fork, identical });
      if (fork !== null || this.#pair.settings) return;
    }
  }

  /** Makes the batch that was found smaller as long as it flips the probe. */
  async shrink(): Promise<void> {
    if (!this.#found || this.#pair.settings) return;
    const { seed, runs } = this.#options;
    this.#trials.most = this.#trials.runs + runs;
    const flips = async (requests: Batch, change: string) => {
      const { fork } = await this.#run(change, requests);
      this.#shrinks.push({ change, batchmates: this.#batchmates(requests), fork });
      return fork !== null;
    };
    await shrinkBatch(this.#found.requests, this.#limits, createRandom(seed), runs, flips);
    this.#trials.most = this.#trials.runs;
  }

  report(): FlipReport {
    const { experiment, model, pair, seed } = this.#options;
    const found = this.#pair.settings ? null : this.#found;
    return {
      kind: 'flip',
      pair,
      settings: this.#pair.settings,
      asItIs: this.#asItIs,
      invariant:
        allInvariant(this.#pair.company.kernels) &&
        !this.#pair.company.shaders &&
        !this.#pair.company.experts,
      seed,
      trials: [...this.#tried],
      shrinks: [...this.#shrinks],
      flip: found && flipOf(this.#alone, found, model.tokenizer),
      experiment: found && flipExperiment(experiment, this.#pair, found.requests),
    };
  }

  /** Runs a batch against alone; one that flips the probe is kept as what was found. */
  async #run(doing: string, requests: Batch) {
    const arm = { ...this.#pair.company, requests: requests.map(({ id }) => id) };
    const stream = await this.#trials.try(doing, arm, { requests, against: this.#alone });
    const agreement = agreementOf(this.#alone, stream);
    if (agreement.fork !== null) this.#found = { requests, stream, fork: agreement.fork };
    return agreement;
  }

  #batchmates(requests: Batch): number {
    return requests.length - this.#limits.kept.size;
  }
}
