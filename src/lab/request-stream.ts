import type { TextCodec } from '../model/tokenizer.ts';
import { createFingerprint } from '../results/fingerprint.ts';
import type { Finish, RequestRecord } from '../results/record.ts';
import type { Retention } from '../results/retention.ts';
import { type Sample, wholeLogits } from '../steps/step-output.ts';
import type { ResolvedRequest } from './resolve.ts';

/** What one request of an arm has given so far. */
export class RequestStream {
  readonly resolved: ResolvedRequest;
  readonly isProbe: boolean;
  readonly tokens: number[] = [];
  /** (tokens) x (vocabulary), of a probe whose logits are kept. */
  readonly logits: Float32Array[] = [];
  readonly #keepsLogits: boolean;
  readonly #fingerprint = createFingerprint();
  #error: string | null = null;

  constructor(resolved: ResolvedRequest, retention: Retention) {
    this.resolved = resolved;
    this.isProbe = resolved.request.role === 'probe';
    // Of probes alone: a batch of long noise would fill the memory.
    this.#keepsLogits = this.isProbe && retention.logits === 'probe';
  }

  /**
   * Takes a sample in; its token's index. A logit that is no number ends the request: null, the position gives no token and joins
   * neither trace nor fingerprint. `hint`: why it may be none.
   */
  add(sample: Sample, hint: string): number | null {
    const { token, finite } = sample;
    const index = this.tokens.length;
    if (!finite) {
      this.#error = `a logit is NaN or infinite at generated position ${index}${hint}`;
      return null;
    }
    this.tokens.push(token);
    const logits = wholeLogits(sample);
    if (this.#keepsLogits) this.logits.push(logits);
    this.#fingerprint.add(token, logits);
    return index;
  }

  toRecord(tokenizer: TextCodec, eosTokens: readonly number[]): RequestRecord {
    const { request, promptTokens } = this.resolved;
    return {
      id: request.id,
      role: request.role,
      promptTokens,
      tokens: this.tokens,
      text: tokenizer.decode(this.tokens),
      fingerprint: this.#fingerprint.hex(),
      finish: this.#finish(eosTokens),
    };
  }

  #finish(eosTokens: readonly number[]): Finish {
    if (this.#error) return { reason: 'error', message: this.#error };
    const stopped = !this.resolved.request.ignoreEos && eosTokens.includes(this.tokens.at(-1)!);
    return { reason: stopped ? 'end-of-text' : 'length' };
  }
}
