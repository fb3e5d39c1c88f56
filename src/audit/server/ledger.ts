import type { ServerAnswer, ServerAsk, ServerOutcome } from '../../engines/server/server-types.ts';
import type { Planned } from './audit-blocks.ts';
import { promptTokens } from './audit-plan.ts';
import type { Budget, KeptAnswer, Observation } from './audit-record.ts';

/** What was sent and came back: observations, each distinct answer once, and what it has cost. */
export class AuditLedger {
  readonly observations: Observation[] = [];
  readonly answers: KeptAnswer[] = [];
  /** Every `system_fingerprint` that answers told, in the order in which they came. */
  readonly fingerprints: string[] = [];
  readonly spent = { requests: 0, tokens: 0 };
  /** Failures since the last answer. */
  failures = 0;
  readonly #places = new Map<string, number>();

  readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  take(planned: Planned, outcome: ServerOutcome, block: number, width: number): Observation {
    const { mechanism, arm, place, prompt, unit, ask } = planned;
    const answer = outcome.kind === 'answered' ? outcome.answer : null;
    const { attempts } = outcome.kind === 'answered' ? outcome.answer : outcome;
    const tries = Math.max(1, attempts.length);
    const told = answer?.usage ?? null;
    const tokens = told ?? estimated(ask, answer);
    const observation: Observation = {
      ...{ mechanism, arm, place, prompt, unit, block, width, id: ask.id, tries, tokens },
      answer: answer && arm !== 'noise' ? this.#keep(keptAnswer(answer)) : null,
      fault: outcome.kind === 'failed' ? { kind: outcome.fault.kind, message: outcome.fault.message } : null,
      counted: told !== null,
      took: answer && { ended: answer.times.ended, queued: answer.times.queued },
    };
    this.observations.push(observation);
    this.spent.requests += tries;
    this.spent.tokens += tokens.prompt + tokens.completion;
    const fingerprint = place === 'server' ? answer?.told.system_fingerprint : null;
    if (typeof fingerprint === 'string' && !this.fingerprints.includes(fingerprint))
      this.fingerprints.push(fingerprint);
    this.failures = answer ? 0 : this.failures + 1;
    return observation;
  }

  #keep(answer: KeptAnswer): number {
    const key = JSON.stringify(answer);
    const place = this.#places.get(key) ?? this.answers.push(answer) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** Of one that failed nobody knows what it cost; the server may have computed all of it. */
function estimated({ prompt, sampling }: ServerAsk, answer: ServerAnswer | null): Observation['tokens'] {
  const completion = answer && answer.positions.length > 0 ? answer.positions.length : sampling.max_tokens;
  return { prompt: promptTokens(prompt), completion, cached: null };
}

function keptAnswer({ text, finish, positions }: ServerAnswer): KeptAnswer {
  return {
    text,
    finish,
    positions: positions.map((position) => ({
      text: position.text,
      id: position.id,
      logprob: position.logprob?.text ?? null,
      top: position.top.map(({ text, id, logprob }) => ({ text, id, logprob: logprob.text })),
    })),
  };
}
