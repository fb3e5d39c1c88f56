import { decodesNext, type QueuedRequest } from '../request.ts';
import { COMMON, goingOn, joining, type PolicyRules, type Turn } from './rules.ts';

/**
 * A prompt goes first and alone, and nobody decodes before it is whole (vLLM v0): one that is longer than a step goes on in the next
 * ones, one that waits begins where the pool has room for all of it.
 */
export const PREFILL_FIRST: PolicyRules = {
  ...COMMON,
  phases: ({ running, waiting }) => {
    const begun = running.filter((request) => !decodesNext(request)).slice(0, 1);
    return [goingOn(begun), first(waiting), goingOn(running.filter(decodesNext))];
  },
};

function* first(waiting: Iterable<QueuedRequest>): Iterable<Turn> {
  for (const turn of joining(waiting)) {
    yield { ...turn, whole: true };
    return;
  }
}
