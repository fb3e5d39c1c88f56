import { decodesNext } from '../request.ts';
import { COMMON, goingOn, inTurn, joining, type PolicyRules } from './rules.ts';

/** Decodes first, then prompts in chunks, so many rows a step in all (Sarathi-Serve). */
export function chunked(budget: number): PolicyRules {
  return {
    ...COMMON,
    rows: ({ maxTokensPerStep }) => Math.min(budget, maxTokensPerStep),
    phases: ({ running, waiting }) => {
      const decodes = running.filter(decodesNext);
      const prompts = running.filter((request) => !decodesNext(request));
      return [inTurn(goingOn(decodes), goingOn(prompts), joining(waiting))];
    },
  };
}
