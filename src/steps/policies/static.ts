import { decodesNext, type QueuedRequest } from '../request.ts';
import { COMMON, goingOn, inTurn, joining, type PolicyRules, type Turn } from './rules.ts';

/**
 * A batch of at most so many begins when the one before it has ended, and who finishes early leaves its place empty: the baseline of
 * continuous batching. While it forms, its prompts are computed and nobody decodes; its first decode closes it.
 */
export function staticBatches(batch: number): PolicyRules {
  return {
    ...COMMON,
    phases: ({ running, waiting }) => {
      const prompts = running.filter((request) => !decodesNext(request));
      const open = running.every(({ tokens, joinedLength }) => tokens.length <= joinedLength + 1);
      const places = open ? batch - running.length : 0;
      return [inTurn(goingOn(prompts), atMost(places, waiting)), goingOn(running.filter(decodesNext))];
    },
  };
}

function* atMost(places: number, waiting: Iterable<QueuedRequest>): Iterable<Turn> {
  let left = places;
  for (const turn of joining(waiting)) {
    if (left-- <= 0) return;
    yield turn;
  }
}
