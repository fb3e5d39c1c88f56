import { promptLookup } from '../../steps/ngram.ts';
import type { DraftedFrom } from '../../steps/rejection.ts';
import type { QueuedRequest } from '../../steps/request.ts';
import type { StepPlan } from '../../steps/step-plan.ts';

/** A request that decodes next, and how many tokens it may be followed by. */
export interface Asked {
  readonly request: QueuedRequest;
  readonly k: number;
}

/** Tokens that are proposed for a request. */
export interface Proposal {
  readonly tokens: readonly number[];
  /** What each was drawn from. */
  readonly from: readonly DraftedFrom[];
}

export interface Proposals {
  /** By request; of one without a proposal nothing. */
  readonly of: ReadonlyMap<string, Proposal>;
  /** Steps of a draft model that they took. */
  readonly steps: readonly StepPlan[];
}

/** Who drafts. */
export interface Drafter {
  /** `running`: all that may be asked for again; what is known of any other is forgotten. Throws its engine's errors. */
  propose(asked: readonly Asked[], running: ReadonlySet<string>): Promise<Proposals>;
  close(): void;
}

/** Proposes what followed the same tokens before, in the request's own text. */
export const ngramDrafter: Drafter = {
  propose(asked) {
    const of = new Map<string, Proposal>();
    for (const { request, k } of asked) {
      const tokens = promptLookup(request.tokens.slice(), k);
      if (tokens.length > 0) of.set(request.id, { tokens, from: tokens.map(() => null) });
    }
    return Promise.resolve({ of, steps: [] });
  },
  close: () => undefined,
};
