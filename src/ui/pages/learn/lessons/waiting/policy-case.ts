import { DEFAULT_SERVING, type Serving } from '../../../../../steps/serving.ts';
import { type Comer, type ServedCrowd, serveCrowd } from '../load-parts/serve-crowd.ts';
import { COST } from './waiting-experiments.ts';

export const POLICY_IDS = ['fcfs', 'tiers', 'bounded'] as const;
export type PolicyId = (typeof POLICY_IDS)[number];

/** Requests of the surge beside yours. */
export const SURGE_SIZE = 40;
const MILLISECONDS_APART = 4;
/** You come when so many have come. */
export const YOUR_PLACE = 30;
const LENGTHS = { promptTokens: 24, answerTokens: 24 };

/** A surge with you in its midst: you of the first tier, all others of the second. `mostWaiting`: of a bounded queue. */
export function policyRun(policy: PolicyId, mostWaiting: number): ServedCrowd {
  const ms = YOUR_PLACE * MILLISECONDS_APART - 1;
  const you: Comer = { id: 'you', role: 'probe', tier: 0, ...LENGTHS, ms };
  const crowd = Array.from({ length: SURGE_SIZE }, (_, at): Comer => {
    return { id: `crowd-${at}`, role: 'noise', tier: 1, ...LENGTHS, ms: at * MILLISECONDS_APART };
  });
  const limits = { maxSequences: 8, maxTokensPerStep: 256, blocks: 128 };
  return serveCrowd([...crowd, you], { limits, serving: servingOf(policy, mostWaiting), cost: COST });
}

function servingOf(policy: PolicyId, mostWaiting: number): Serving {
  if (policy === 'tiers') return { ...DEFAULT_SERVING, policy: { kind: 'tiers' } };
  if (policy === 'fcfs') return DEFAULT_SERVING;
  return { ...DEFAULT_SERVING, admission: { mostWaiting, firstTokenWithin: null } };
}

/** What a policy makes of the surge; milliseconds of the clock. */
export interface PolicyOutcome {
  /** Until your first token; null where you are refused. */
  readonly yours: number | null;
  /** The same of the others that were served: on average, and at the longest. */
  readonly others: number;
  readonly longest: number;
  /** Others that were told no. */
  readonly refused: number;
}

export function outcomeOf({ served }: ServedCrowd): PolicyOutcome {
  const waits = [...served].map(([id, { arrived, tokenTimes }]) => ({
    ...{ id, wait: tokenTimes.length === 0 ? null : tokenTimes[0] - arrived },
  }));
  const others = waits.filter(({ id }) => id !== 'you').map(({ wait }) => wait);
  const answered = others.filter((wait) => wait !== null);
  return {
    yours: waits.find(({ id }) => id === 'you')!.wait,
    others: answered.reduce((sum, wait) => sum + wait, 0) / answered.length,
    longest: Math.max(...answered),
    refused: others.length - answered.length,
  };
}
