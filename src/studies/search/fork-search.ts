import { ExperimentError } from '../../experiment/errors.ts';
import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import type { ResolvedRequest } from '../../lab/resolve.ts';
import { adapterName } from '../../results/adapter-name.ts';
import { grouped } from '../../results/text.ts';
import { forkSearchProblem } from './fork-question.ts';
import { OPENINGS } from './openings.ts';
import { armOf, type PairChoice } from './pair.ts';
import { agreementOf } from './probe-run.ts';
import { type SearchOptions, Trials } from './search.ts';

export interface ForkSearchOptions extends SearchOptions<ForkReport> {
  /** Prompts to try at most. */
  readonly most: number;
  /** Which company: 0 is the pair's own; another number draws other noise of the same kinds and lengths. */
  readonly round: number;
  /** Goes on past a fork, so that of all prompts it is known how many forked; the first that did is what was found. */
  readonly all?: boolean;
}

/** One prompt that was asked in both arms. */
export interface ForkTrial {
  readonly prompt: string;
  readonly fork: number | null;
  readonly identical: boolean;
  /** Tokens that were compared. */
  readonly positions: number;
}

/** What a search for a prompt that forks has tried, all of it, and what it found. */
export interface ForkReport {
  readonly kind: 'fork';
  readonly pair: PairChoice;
  readonly round: number;
  readonly trials: readonly ForkTrial[];
  /** The experiment with the prompt that forks in the place of the probe's; null until one is found. */
  readonly experiment: Experiment | null;
}

/** An answer is given so much room to fork in, where the model has it. */
const TOKENS = 64;
const NEXT_ROUND = 1000;

/**
 * Asks other prompts in a pair's two arms, one after the other and in the same company, until the answers part. Nothing is staged:
 * every prompt that was tried is in the report. Throws ExperimentError where `forkSearchProblem` says why, and what a run throws.
 */
export async function findForkingPrompt(options: ForkSearchOptions): Promise<ForkReport> {
  const { experiment, model, engine, pair, most, round, all = false } = options;
  const problem = forkSearchProblem(experiment, pair);
  if (problem !== null) throw new ExperimentError([`pair: ${problem}`]);
  const [a, b] = [pair.a, pair.b].map((name) => armOf(experiment, name));
  const prompts = promptsFor(experiment, pair, most);
  const tried: ForkTrial[] = [];
  let found: Experiment | null = null;
  const report = (): ForkReport => ({ kind: 'fork', pair, round, trials: [...tried], experiment: found });
  const trials = new Trials(options, 2 * prompts.length, report);
  const company = roomier(experiment, trials.requests, model.checkpoint.config.maxPositions).map((request) =>
    drawnAgain(request, round),
  );
  for (const prompt of prompts) {
    const requests = company.map((request) =>
      request.id === pair.probe ? asking(request, prompt) : request,
    );
    const first = await trials.try(`${prompt}, ${a.name}`, a, { requests });
    const second = await trials.try(`${prompt}, ${b.name}`, b, { requests, against: first });
    const { fork, identical, positions } = agreementOf(first, second);
    tried.push({ prompt, fork, identical, positions });
    if (fork === null) continue;
    const where = `at token ${grouped(fork)} on ${adapterName(engine.adapter)}`;
    found ??= foundExperiment(
      experiment,
      requests,
      pair,
      `${tried.length} of ${prompts.length} tried: a fork ${where}`,
    );
    if (!all) break;
  }
  return report();
}

function promptsFor({ requests }: Experiment, { probe }: PairChoice, most: number): readonly string[] {
  const own = requests.find(({ id }) => id === probe)?.prompt;
  return OPENINGS.filter((prompt) => prompt !== own).slice(0, most);
}

/** Every request with room for a fork, so that the batch keeps its shape; as they are where an arm's cache is limited. */
function roomier(
  { arms, requests }: Experiment,
  resolved: readonly ResolvedRequest[],
  maxPositions: number,
): readonly ExperimentRequest[] {
  if (arms.some(({ limits }) => limits.blocks !== null)) return requests;
  return requests.map((request, at) => {
    // The last token is not fed.
    const room = maxPositions + 1 - resolved[at].promptTokens.length;
    return { ...request, maxNewTokens: Math.max(request.maxNewTokens, Math.min(TOKENS, room)) };
  });
}

function drawnAgain(request: ExperimentRequest, round: number): ExperimentRequest {
  const { noise } = request;
  if (!noise || round === 0) return request;
  return { ...request, noise: { ...noise, seed: (noise.seed + round * NEXT_ROUND) >>> 0 } };
}

function asking(request: ExperimentRequest, prompt: string): ExperimentRequest {
  return { ...request, prompt, bos: true } as ExperimentRequest;
}

function foundExperiment(
  experiment: Experiment,
  requests: readonly ExperimentRequest[],
  { a, b, probe }: PairChoice,
  how: string,
): Experiment {
  return {
    ...experiment,
    title: 'Found here: a prompt that forks',
    description: `Found by search: the prompt of ${probe} that is answered otherwise in ${b} than in ${a}, ${how}. Another device may fork elsewhere or not at all.`,
    requests,
  };
}
