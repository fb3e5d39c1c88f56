import type { TextCodec } from '../model/tokenizer.ts';
import { createFingerprint, createWholeFingerprint, type WholeFingerprint } from '../results/fingerprint.ts';
import { type PositionTrace, traceOf } from '../results/position-trace.ts';
import type { Finish, RequestRecord } from '../results/record.ts';
import type { Retention } from '../results/retention.ts';
import type { Drop, DroppedToken } from '../steps/expert-capacity.ts';
import { type Sample, wholeLogits } from '../steps/step-output.ts';
import type { ResolvedRequest } from './resolve.ts';

/** What one request of an arm has given so far. */
export class RequestStream {
  readonly resolved: ResolvedRequest;
  readonly isProbe: boolean;
  readonly tokens: number[] = [];
  /** Of each token of a probe, where traces are kept. */
  readonly trace: PositionTrace[] = [];
  readonly #logits: Retention['logits'];
  readonly #fingerprint = createFingerprint();
  readonly #whole: WholeFingerprint | null;
  /** What it was left as it began; null where nothing was set. */
  budget: NonNullable<RequestRecord['budget']> | null = null;
  readonly #dropped: Drop[] = [];
  #error: string | null = null;

  constructor(resolved: ResolvedRequest, { logits, wholeFingerprints }: Retention) {
    this.resolved = resolved;
    this.isProbe = resolved.request.role === 'probe';
    // Of probes alone: a batch of long noise would fill the memory.
    this.#logits = this.isProbe ? logits : 'none';
    this.#whole = this.isProbe && wholeFingerprints ? createWholeFingerprint() : null;
  }

  /**
   * Takes a sample in; its token's index. A logit that is no number ends the request: null, the position gives no token and joins
   * neither trace nor fingerprint. `hint`: why it may be none.
   */
  add(sample: Sample, hint: string): number | null {
    const index = this.tokens.length;
    if (!sample.finite) {
      this.#error = `a logit is NaN or infinite at generated position ${index}${hint}`;
      return null;
    }
    this.tokens.push(sample.token);
    if (this.#logits !== 'none') this.trace.push(traceOf(sample, this.#logits === 'whole'));
    this.#fingerprint.add(sample.token, sample.digest);
    this.#whole?.add(sample.token, wholeLogits(sample));
    return index;
  }

  /** Where an expert had no room for a row of it; kept of a probe. */
  drop({ request: _, ...drop }: DroppedToken): void {
    if (this.isProbe) this.#dropped.push(drop);
  }

  toRecord(tokenizer: TextCodec, eosTokens: readonly number[]): RequestRecord {
    const { request, promptTokens } = this.resolved;
    return {
      id: request.id,
      role: request.role,
      promptTokens,
      tokens: this.tokens,
      text: tokenizer.decode(this.tokens),
      fingerprint: this.#fingerprint.text(),
      ...(this.#whole && { fingerprint1: this.#whole.text() }),
      finish: this.#finish(eosTokens),
      ...(this.budget && { budget: this.budget }),
      ...(this.#dropped.length > 0 && { dropped: this.#dropped }),
    };
  }

  #finish(eosTokens: readonly number[]): Finish {
    if (this.#error) return { reason: 'error', message: this.#error };
    const stopped = !this.resolved.request.ignoreEos && eosTokens.includes(this.tokens.at(-1)!);
    return { reason: stopped ? 'end-of-text' : 'length' };
  }
}
