import { createRandom } from '../../experiment/random.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { margin } from '../../results/logit-diff.ts';
import { type MutationLimits, mutate } from './mutate.ts';
import { type Pair, type PairChoice, resolvePair } from './pair.ts';
import { agreementOf, type ProbeStream } from './probe-run.ts';
import { type SearchOptions, Trials } from './search.ts';
import { shrinkBatch } from './shrink.ts';

/** One batch that was tried against alone. */
export interface FlipTrial {
  /** How it differs from the company that the search began with; empty for that company itself. */
  readonly changes: readonly string[];
  readonly batchmates: number;
  readonly fork: number | null;
  readonly identical: boolean;
}

/** A smaller batch that was tried; one that still flips takes the place of the one before. */
export interface ShrinkTrial {
  readonly change: string;
  readonly batchmates: number;
  readonly fork: number | null;
}

/** Where the probe's completion flips, and what it says there. */
export interface Flip {
  readonly fork: number;
  /** logit(top1) - logit(top2) of the probe alone at the fork: 0 is a tie. Null where it had ended. */
  readonly margin: number | null;
  /** Text that both share, then the token of each; null where it had ended. */
  readonly shared: string;
  readonly alone: string | null;
  readonly company: string | null;
}

export interface FlipReport {
  readonly kind: 'flip';
  readonly pair: PairChoice;
  readonly seed: number;
  readonly trials: readonly FlipTrial[];
  readonly shrinks: readonly ShrinkTrial[];
  /** Null until one is found. */
  readonly flip: Flip | null;
  /** The smallest batch found, as an experiment of two arms. */
  readonly experiment: Experiment | null;
}

export interface FlipOptions extends SearchOptions<FlipReport> {
  /** Draws the changes; the same seed, experiment and engine give the same search. */
  readonly seed: number;
  /** Batches to try until one flips; shrinking it may take as many again. */
  readonly runs: number;
}

/** More changes at a time, the longer the search goes on without a flip. */
const MOST_CHANGES = 4;
/** A batch drawn twice is not run twice; after so many in a row the search has seen all that is near. */
const MOST_REPEATS = 50;

/**
 * Tries small changes of the company until the probe's completion differs from alone, then makes that batch as small as it
 * can. Without a flip the report says how many batches were tried. Throws like `findCulprit`.
 */
export async function findFlip(options: FlipOptions): Promise<FlipReport> {
  const { experiment, model, seed, runs } = options;
  const pair = resolvePair(experiment, options.pair);
  const limits = mutationLimits(experiment, pair, model);
  const tried: FlipTrial[] = [];
  const shrinks: ShrinkTrial[] = [];
  let reference: ProbeStream = { tokens: [], logits: [], ended: new Map() };
  let found: { requests: readonly ExperimentRequest[]; stream: ProbeStream; fork: number } | null = null;
  const report = (): FlipReport => ({
    kind: 'flip',
    pair: options.pair,
    seed,
    trials: [...tried],
    shrinks: [...shrinks],
    flip: found && flipOf(reference, found.stream, found.fork, model),
    experiment: found && flipExperiment(experiment, pair, found.requests),
  });
  const trials = new Trials(options, 1 + runs, report);
  reference = await trials.try(pair.alone.name, pair.alone);
  const runBatch = async (doing: string, requests: readonly ExperimentRequest[]) => {
    const arm = { ...pair.company, requests: requests.map(({ id }) => id) };
    const stream = await trials.try(doing, arm, { requests, against: reference });
    return { requests, stream, agreement: agreementOf(reference, stream) };
  };

  for (const { requests, changes } of candidates(experiment, pair, limits, seed, runs)) {
    const { stream, agreement } = await runBatch(changes.join(', ') || pair.company.name, requests);
    const { fork, identical } = agreement;
    tried.push({ changes, batchmates: requests.length - limits.kept.size, fork, identical });
    if (fork === null) continue;
    found = { requests, stream, fork };
    break;
  }
  if (!found) return report();

  trials.most = trials.runs + runs;
  const random = createRandom(seed);
  const stillFlips = async (requests: readonly ExperimentRequest[], change: string): Promise<boolean> => {
    const { stream, agreement } = await runBatch(change, requests);
    const batchmates = requests.length - limits.kept.size;
    shrinks.push({ change, batchmates, fork: agreement.fork });
    if (agreement.fork === null) return false;
    found = { requests, stream, fork: agreement.fork };
    return true;
  };
  await shrinkBatch(found.requests, limits, random, runs, stillFlips);
  trials.most = trials.runs;
  return report();
}

interface Candidate {
  readonly requests: readonly ExperimentRequest[];
  readonly changes: readonly string[];
}

/** The company as it is, then changed ever more; no batch twice. */
function* candidates(
  experiment: Experiment,
  { company }: Pair,
  limits: MutationLimits,
  seed: number,
  runs: number,
): Generator<Candidate> {
  const random = createRandom(seed);
  const start = company.requests.map((id) => experiment.requests.find((request) => request.id === id)!);
  const seen = new Set([JSON.stringify(start)]);
  yield { requests: start, changes: [] };
  for (let run = 1, repeats = 0; run < runs && repeats < MOST_REPEATS; ) {
    const count = 1 + random.below(1 + Math.floor((run * MOST_CHANGES) / runs));
    const changes: string[] = [];
    let requests: readonly ExperimentRequest[] = start;
    while (changes.length < count) {
      const mutation = mutate(requests, limits, random);
      requests = mutation.requests;
      changes.push(mutation.change);
    }
    const key = JSON.stringify(requests);
    if (seen.has(key)) {
      repeats++;
      continue;
    }
    seen.add(key);
    repeats = 0;
    run++;
    yield { requests, changes };
  }
}

function mutationLimits(
  experiment: Experiment,
  { alone, company, mates }: Pair,
  model: LoadedModel,
): MutationLimits {
  const members = experiment.requests.filter(({ id }) => company.requests.includes(id));
  const longest = Math.max(...members.map(({ maxNewTokens }) => maxNewTokens));
  const { vocabSize, maxPositions } = model.checkpoint.config;
  return {
    kept: new Set([...alone.requests, ...company.requests].filter((id) => !mates.includes(id))),
    mostRequests: Math.max(company.requests.length, company.limits.maxSequences),
    longestPrompt: Math.max(1, maxPositions - longest - 1),
    vocabulary: vocabSize,
    text: experiment.requests.some(({ promptIds }) => promptIds === undefined),
  };
}

function flipOf(reference: ProbeStream, stream: ProbeStream, fork: number, { tokenizer }: LoadedModel): Flip {
  const tokenAt = ({ tokens }: ProbeStream) =>
    fork < tokens.length ? tokenizer.tokenText(tokens[fork]) : null;
  return {
    fork,
    margin: fork < reference.logits.length ? margin(reference.logits[fork]) : null,
    shared: tokenizer.decode(reference.tokens.slice(0, fork)),
    alone: tokenAt(reference),
    company: tokenAt(stream),
  };
}

function flipExperiment(experiment: Experiment, pair: Pair, batch: readonly ExperimentRequest[]): Experiment {
  const inBatch = new Set(batch.map(({ id }) => id));
  const others = experiment.requests.filter(({ id }) => pair.alone.requests.includes(id) && !inBatch.has(id));
  const arms: ExperimentArm[] = [pair.alone, { ...pair.company, requests: batch.map(({ id }) => id) }];
  return {
    ...experiment,
    title: `A batch that flips ${pair.probe.id}`,
    description: `Found by search: the smallest batch, of those tried, in which ${pair.probe.id} is answered differently than alone.`,
    requests: [...others, ...batch],
    arms,
    compare: [[arms[0].name, arms[1].name]],
  };
}
