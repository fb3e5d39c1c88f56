import type { TextCodec } from '../../model/tokenizer.ts';
import type { Digest } from '../../numerics/digest.ts';
import { createFingerprint } from '../../results/fingerprint.ts';
import { BesideAloneSums } from '../../results/load/beside-alone.ts';
import { LoadLinesError } from '../../results/load/load-lines.ts';
import type { BudgetSet, LoadOutcome, LoadRequest, RouteTaken } from '../../results/load/load-record.ts';
import { promptHash } from '../../results/load/prompt-hash.ts';
import { passes } from '../../results/score.ts';
import type { Drop, DroppedToken } from '../../steps/expert-capacity.ts';
import type { Incoming } from './load-source.ts';
import type { Progress } from './resumed.ts';

/** What one request under load has given so far. */
export class LiveRequest {
  readonly incoming: Incoming;
  /** Counts an arm's requests in the order of their arrival. */
  readonly index: number;
  readonly tokens: number[] = [];
  readonly tokenTimes: number[] = [];
  admitted: number | null = null;
  /** It gave way, and has not had a row since. */
  away = false;
  /** It had begun before its run was broken off. */
  resumed = false;
  preempted = 0;
  swapped = 0;
  cached = 0;
  evicted = 0;
  /** What it was left as it began; null where nothing was set. */
  budget: Omit<BudgetSet, 'asked'> | null = null;
  /** Where it was sent, as its record says; null where the arm has one replica. */
  route: RouteTaken | null = null;
  /** Choices of its rows that experts had no room for. */
  dropped = 0;
  /** Of a probe each of these. */
  readonly drops: Drop[] = [];
  readonly besideAlone = new BesideAloneSums();
  readonly #fingerprint = createFingerprint();

  constructor(incoming: Incoming, index: number) {
    this.incoming = incoming;
    this.index = index;
  }

  /** As it was when its run was broken off; it waits to be computed again. Throws LoadLinesError where nothing is left for it to do. */
  takeUp({ tokens, shadows, drops, ...counts }: Progress): void {
    const { id, maxNewTokens } = this.incoming;
    if (tokens.length >= maxNewTokens)
      throw new LoadLinesError(
        `lines to go on from: expected a request line of ${id}, which was given all its ${maxNewTokens} tokens, found none`,
      );
    for (const drop of drops) this.drop(drop);
    for (const { token, digest, at } of tokens) this.add(token, digest, at);
    for (const shadow of shadows) this.besideAlone.add(shadow, this.tokens[shadow.position]);
    Object.assign(this, counts);
    this.resumed = this.admitted !== null;
    this.away = this.resumed;
  }

  /** Of a probe: a row of it that an expert had no room for. */
  drop({ request: _, ...drop }: DroppedToken): void {
    this.drops.push(drop);
  }

  /** As it leaves the queue, which knows nothing from before its run was broken off. */
  leave({ cached, evicted }: Pick<LiveRequest, 'cached' | 'evicted'>): void {
    if (!this.resumed) this.cached = cached;
    this.evicted += evicted;
  }

  /** Its next token, there at `at`. Returns its position among the generated ones. */
  add(token: number, digest: Digest, at: number): number {
    this.#fingerprint.add(token, digest);
    this.tokenTimes.push(at);
    return this.tokens.push(token) - 1;
  }

  get fingerprint(): string | null {
    return this.tokens.length === 0 ? null : this.#fingerprint.text();
  }

  toRecord(tokenizer: TextCodec, ended: number | null, outcome: LoadOutcome): LoadRequest {
    const { id, role, tier, arrived, promptTokens, maxNewTokens: asked, answer } = this.incoming;
    const { admitted, tokenTimes, tokens, preempted, swapped, cached, evicted, fingerprint } = this;
    const text = tokenizer.decode(tokens);
    const besideAlone = this.besideAlone.summary;
    const { dropped, drops } = this;
    return {
      ...{ id, role, tier, promptTokens: promptTokens.length, arrived, admitted, tokenTimes, tokens },
      ...{ text, ended, outcome, preempted, swapped, cached, evicted, fingerprint },
      ...(dropped > 0 && { dropped }),
      ...(drops.length > 0 && { drops }),
      ...(role === 'probe' && { promptHash: promptHash(promptTokens) }),
      ...(besideAlone && { besideAlone }),
      ...(this.budget && { budget: { ...this.budget, asked } }),
      ...(this.route && { route: this.route }),
      ...(answer &&
        outcome.kind !== 'unfinished' && { passed: outcome.kind === 'done' && passes(text, answer) }),
    };
  }
}
