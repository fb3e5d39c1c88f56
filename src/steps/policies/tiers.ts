import type { QueuedRequest } from '../request.ts';
import { COMMON, goingOn, inTurn, joining, type PolicyRules } from './rules.ts';

/** Strict by tier, the lowest number first: rows, places and blocks of lower tiers are a higher one's to take. */
export const TIERS: PolicyRules = {
  ...COMMON,
  phases: ({ running, waiting }) => {
    const arrived = [...waiting];
    const tiers = [...new Set([...running, ...arrived].map(({ tier }) => tier))].toSorted((a, b) => a - b);
    const of = (requests: readonly QueuedRequest[], which: number) =>
      requests.filter(({ tier }) => tier === which);
    const turns = tiers.flatMap((tier) => [goingOn(of(running, tier)), joining(of(arrived, tier))]);
    return [inTurn(...turns)];
  },
  precedence: (running) => running.toSorted((a, b) => a.tier - b.tier),
  displaces: (waiting, running) => waiting.tier < running.tier,
};
