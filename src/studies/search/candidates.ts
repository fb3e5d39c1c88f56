import { createRandom } from '../../experiment/random.ts';
import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { longestPrompt } from '../../steps/kv-blocks.ts';
import { type MutationLimits, mutate } from './mutate.ts';
import type { Pair } from './pair.ts';

/** A batch to try, and how it came from the company. */
export interface Candidate {
  readonly requests: readonly ExperimentRequest[];
  readonly changes: readonly string[];
}

export interface CandidateOptions {
  readonly seed: number;
  /** Batches at most, the company itself among them. */
  readonly most: number;
}

/** More changes at a time, the longer the search goes on without a flip. */
const MOST_CHANGES = 4;
/** A batch drawn twice is not run twice; after so many in a row the search has seen all that is near. */
const MOST_REPEATS = 50;

/** The company as it is, then changed ever more; no batch twice. */
export function* candidates(
  experiment: Experiment,
  { company }: Pair,
  limits: MutationLimits,
  { seed, most }: CandidateOptions,
): Generator<Candidate> {
  const random = createRandom(seed);
  const start = company.requests.map((id) => experiment.requests.find((request) => request.id === id)!);
  const seen = new Set([JSON.stringify(start)]);
  yield { requests: start, changes: [] };
  for (let drawn = 1, repeats = 0; drawn < most && repeats < MOST_REPEATS; ) {
    const count = 1 + random.below(1 + Math.floor((drawn * MOST_CHANGES) / most));
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
    drawn++;
    yield { requests, changes };
  }
}

/** What a change may do to the pair's company so that the model and the arm's limits still take it. */
export function mutationLimits(
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
    // Noise may have a begin token in front, which its length does not count.
    longestPrompt: Math.max(1, longestPrompt(maxPositions, longest) - 1),
    vocabulary: vocabSize,
    text: experiment.requests.some(({ promptIds }) => promptIds === undefined),
  };
}
