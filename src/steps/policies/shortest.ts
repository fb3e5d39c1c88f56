import type { QueuedRequest } from '../request.ts';
import { COMMON, goingOn, inTurn, joining, type PolicyRules } from './rules.ts';

/** Fewest tokens left first, as requests declare them; nobody who runs is displaced for a shorter one, and a long one may starve. */
export const SHORTEST: PolicyRules = {
  ...COMMON,
  phases: ({ running, waiting }) => [
    inTurn(goingOn(running.toSorted(byTokensLeft)), joining([...waiting].toSorted(byTokensLeft))),
  ],
  precedence: (running) => running.toSorted(byTokensLeft),
};

function byTokensLeft(a: QueuedRequest, b: QueuedRequest): number {
  return tokensLeft(a) - tokensLeft(b);
}

/** To be computed, declared ones included; one beyond what it declared has one left. */
function tokensLeft({ declaredLength, tokens, computed }: QueuedRequest): number {
  return Math.max(declaredLength, tokens.length + 1) - computed;
}
