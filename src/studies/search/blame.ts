import { createRandom, type Random } from '../../experiment/random.ts';
import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import { withUsedShaders } from '../../experiment/shaders.ts';
import { type Pair, type PairChoice, resolveCompany, resolvePair } from './pair.ts';
import { type Agreement, agreementOf, type ProbeStream } from './probe-run.ts';
import { type SearchOptions, Trials } from './search.ts';

/** What one batchmate does to the probe; null where that has not been run. */
export interface NeighbourFinding {
  readonly mate: string;
  readonly promptTokens: number;
  /** The probe with this batchmate as its only one, against alone. */
  readonly only: Agreement | null;
  /** The company without it, against alone. */
  readonly without: Agreement | null;
  /** The company with other content of the same shape in its place, against the company as it is. */
  readonly swapped: Agreement | null;
}

export interface BlameReport {
  readonly kind: 'blame';
  readonly pair: PairChoice;
  /** What the arms compute with where that differs, in words: then no batchmate can be singled out. */
  readonly settings: string | null;
  /** The whole company against alone. */
  readonly company: Agreement | null;
  readonly neighbours: readonly NeighbourFinding[];
}

export type BlameOptions = SearchOptions<BlameReport>;

const TRIALS = ['only', 'without', 'swapped'] as const;
type Trial = (typeof TRIALS)[number];

/** Seeds the content that stands in for a batchmate's. */
const SWAP_SEED = 1;

export function blameRuns(experiment: Experiment, choice: PairChoice): number {
  return runsOf(resolveCompany(experiment, choice));
}

function runsOf({ mates, settings }: Pair): number {
  return 2 + (settings ? 0 : TRIALS.length * mates.length);
}

/**
 * Mutes batchmates one at a time, keeps them one at a time, and as a control puts other content of the same shape in the place
 * of each. A company that leaves every bit alone ends the search at once, and so does a pair of other settings: what moves there
 * need not be anybody's company. Throws like `findCulprit`.
 */
export async function blameNeighbours(options: BlameOptions): Promise<BlameReport> {
  const pair = resolveCompany(options.experiment, options.pair);
  const { alone, company, mates } = pair;
  const findings = new Map<string, NeighbourFinding>();
  let whole: Agreement | null = null;
  const report = (): BlameReport => ({
    kind: 'blame',
    pair: options.pair,
    settings: pair.settings,
    company: whole,
    neighbours: [...findings.values()],
  });
  const trials = new Trials(options, runsOf(pair), report);
  const lengths = new Map(
    trials.requests.map(({ request, promptTokens }) => [request.id, promptTokens.length]),
  );
  for (const mate of mates) {
    const promptTokens = lengths.get(mate)!;
    findings.set(mate, { mate, promptTokens, only: null, without: null, swapped: null });
  }
  const reference = await trials.try(alone.name, alone);
  // To the end, fork or not: the control below is compared with all of it.
  const inCompany = await trials.try(company.name, company);
  whole = agreementOf(reference, inCompany);
  if (whole.identical || pair.settings) return report();

  const random = createRandom(SWAP_SEED);
  const vocabulary = options.model.checkpoint.config.vocabSize;
  const swap = (mate: string) =>
    options.experiment.requests.map((request) =>
      request.id === mate
        ? otherContent(request, lengths.get(mate)!, inCompany.ended.get(mate), vocabulary, random)
        : request,
    );
  const common = company.requests.filter((id) => !mates.includes(id));
  const against = async (stream: ProbeStream, doing: string, requests: readonly string[]) =>
    agreementOf(stream, await trials.try(doing, { ...company, requests }, { against: stream }));
  const withOnly = (mate: string) => company.requests.filter((id) => id === mate || common.includes(id));
  const without = (mate: string) => company.requests.filter((id) => id !== mate);
  const look: Record<Trial, (mate: string) => Promise<Agreement>> = {
    only: (mate) => against(reference, `only ${mate}`, withOnly(mate)),
    without: (mate) => against(reference, `without ${mate}`, without(mate)),
    swapped: async (mate) => {
      const how = { requests: swap(mate), against: inCompany };
      return agreementOf(inCompany, await trials.try(`other content for ${mate}`, company, how));
    },
  };
  for (const mate of mates) {
    for (const trial of TRIALS) {
      const agreement = await look[trial](mate);
      findings.set(mate, { ...findings.get(mate)!, [trial]: agreement });
    }
  }
  return report();
}

/** A request of the same shape in every step: as many prompt tokens, as many generated ones, the same arrival. */
function otherContent(
  { id, role, arrival, maxNewTokens }: ExperimentRequest,
  promptTokens: number,
  ended: number | undefined,
  vocabulary: number,
  random: Random,
): ExperimentRequest {
  const promptIds = Array.from({ length: promptTokens }, () => random.below(vocabulary));
  return {
    id,
    role,
    arrival,
    promptIds,
    bos: false,
    ignoreEos: true,
    maxNewTokens: Math.max(1, ended ?? maxNewTokens),
  };
}

/** Alone, the company, and the company without each batchmate, each against alone. */
export function blameExperiment(experiment: Experiment, choice: PairChoice): Experiment {
  const { alone, company, mates } = resolvePair(experiment, choice);
  const muted = mates.map((mate) => ({
    ...company,
    name: `without ${mate}`.slice(0, 64),
    requests: company.requests.filter((id) => id !== mate),
  }));
  const arms = [alone, company, ...muted].slice(0, 64);
  const ids = new Set(arms.flatMap(({ requests }) => requests));
  return withUsedShaders({
    ...experiment,
    title: 'Batchmates muted one at a time',
    description: `${choice.probe} alone, in company, and in the company without each of its batchmates.`,
    requests: experiment.requests.filter(({ id }) => ids.has(id)),
    arms,
    compare: arms.slice(1).map(({ name }) => [alone.name, name] as const),
  });
}
