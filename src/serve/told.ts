import type { LiveAsk, LiveToken } from '../lab/live/live-types.ts';
import type { Told } from '../openai/extension.ts';
import type { RequestMetrics } from '../openai/metrics.ts';
import { createFingerprint } from '../results/fingerprint.ts';
import type { BesideAlone, LoadRequest } from '../results/load/load-record.ts';
import type { Telling } from './asked.ts';
import type { Served } from './served.ts';

/** What an answer tells of itself beside its text, grown token by token. */
export class ToldSoFar {
  readonly tokens: number[] = [];
  readonly #ask: LiveAsk;
  readonly #served: Pick<Served, 'facts' | 'postureOf'>;
  readonly #fingerprint = createFingerprint();
  readonly #steps: Told['steps'] = [];
  readonly #plans: Told['plans'];
  /** The last step's, which most share. */
  #plan: LiveToken['step']['plans'] | null = null;
  readonly #planTexts = new Set<string>();
  readonly #times: number[] = [];

  constructor(ask: LiveAsk, served: Pick<Served, 'facts' | 'postureOf'>, { plans }: Pick<Telling, 'plans'>) {
    this.#ask = ask;
    this.#served = served;
    this.#plans = plans ? [] : null;
  }

  add({ token, digest, step, at }: LiveToken): void {
    this.tokens.push(token);
    this.#times.push(at);
    this.#fingerprint.add(token, digest);
    const { index, rows, requests, plans } = step;
    this.#steps.push({ index, rows, requests });
    if (!this.#plans || plans === this.#plan) return;
    this.#plan = plans;
    const text = JSON.stringify(plans);
    if (this.#planTexts.has(text)) return;
    this.#planTexts.add(text);
    this.#plans.push({ ...plans });
  }

  told({ preempted, swapped, cached, besideAlone }: LoadRequest): Told {
    const { set: asked, deterministic, tier, shadow } = this.#ask;
    const { facts, postureOf } = this.#served;
    return {
      fingerprint: this.tokens.length === 0 ? null : this.#fingerprint.text(),
      ...{ set: asked ?? facts.set, posture: postureOf(asked), deterministic, tier },
      ...{ steps: this.#steps, plans: this.#plans, preempted, swapped, cached_tokens: cached },
      shadow: shadow && besideAlone ? shadowOf(besideAlone) : null,
    };
  }

  /** Of an answer that is the only one of its request. */
  metrics({ arrived, admitted }: LoadRequest): RequestMetrics {
    const [first = null] = this.#times;
    const last = this.#times.at(-1) ?? null;
    const tokens = this.#times.length;
    const between = (from: number | null, to: number | null) =>
      from === null || to === null ? null : to - from;
    const [generation, working] = [between(first, last), between(admitted, last)];
    return {
      time_to_first_token_ms: between(admitted, first),
      generation_time_ms: generation,
      queue_time_ms: between(arrived, admitted),
      mean_itl_ms: generation === null || tokens < 2 ? null : generation / (tokens - 1),
      tokens_per_second: working === null || working <= 0 ? null : (1000 * tokens) / working,
    };
  }
}

function shadowOf({ looked, differing, firstDifference, fork, maxUlp, maxKl }: BesideAlone): Told['shadow'] {
  return { looked, differing, first_difference: firstDifference, fork, max_ulp: maxUlp, max_kl: maxKl };
}
