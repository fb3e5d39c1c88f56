import { createRandom } from '../../../../../experiment/random.ts';
import { arrivalTimes } from '../../../../../experiment/traffic/arrivals.ts';
import { Variates } from '../../../../../experiment/traffic/variates.ts';
import { distributionOf } from '../../../../../results/load/distribution.ts';
import { DEFAULT_SERVING } from '../../../../../steps/serving.ts';
import { answeredAfter, type Comer, serveCrowd } from '../load-parts/serve-crowd.ts';
import { COST } from '../waiting/waiting-experiments.ts';

/** Requests of a run. */
export const ASKED = 150;
/** Requests a second, Poisson. */
export const RATES = [5, 10, 20, 30, 40, 50, 60, 80];
/** The load whose latencies the second step draws from. */
export const CALM = 20;
/** Times the mean that the task asks of the slowest 1 %. */
export const TAIL = 5;
const SEED = 21;
const LIMITS = { maxSequences: 8, maxTokensPerStep: 256, blocks: 512 };

export interface LoadRun {
  /** (requests) milliseconds from asking to the last token, in the order in which they came. */
  readonly latencies: readonly number[];
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const runs = new Map<number, LoadRun>();

/** A run is computed once: it takes the scheduler a moment. */
export function loadRun(perSecond: number): LoadRun {
  const known = runs.get(perSecond) ?? served(perSecond);
  runs.set(perSecond, known);
  return known;
}

/** How many times the mean the slowest 1 % take, at least. */
export function tailOf({ mean, p99 }: LoadRun): number {
  return p99 / mean;
}

/** The same people, who come faster or slower, through the lab's scheduler: most ask for little, one in ten for much. */
function served(perSecond: number): LoadRun {
  const random = createRandom(SEED);
  const times = arrivalTimes({ kind: 'poisson', perSecond }, new Variates(SEED), Number.POSITIVE_INFINITY);
  const crowd = Array.from({ length: ASKED }, (_, at): Comer => {
    const isLong = random.below(10) === 0;
    return {
      ...{ id: `asker-${at}`, role: 'noise', tier: 0, ms: times.next().value! },
      promptTokens: 12 + random.below(48),
      answerTokens: isLong ? 128 + random.below(64) : 8 + random.below(24),
    };
  });
  const run = serveCrowd(crowd, { limits: LIMITS, serving: DEFAULT_SERVING, cost: COST });
  const latencies = crowd.map(({ id }) => answeredAfter(run, id));
  return { latencies, ...distributionOf(latencies)! };
}
