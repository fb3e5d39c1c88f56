import type { LiveAnswer, LiveAsk, LiveEnd, LiveService, LiveToken } from '../../lab/live/live-types.ts';
import type { LoadEvent } from '../../lab/load/load-events.ts';
import { createFingerprint } from '../../results/fingerprint.ts';
import type { LoadOutcome, LoadRequest } from '../../results/load/load-record.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { END } from './byte-codec.ts';

const BLOCK = 16;
const STEP_MS = 10;
const ARM = 'server';
const PLANS = { matmul: 'invariant@1' };

/** What the tokens of an answer are; it ends with them, or where the request says so first. */
export type Script = (ask: LiveAsk) => readonly number[];

/**
 * A service whose answers a test writes: continuous batching over whoever is here, a token a step each, blocks of 16 positions. Steps follow each
 * other by themselves unless `byHand`: then `step()` takes one.
 */
export class FakeService implements LiveService {
  readonly asks: LiveAsk[] = [];
  /** What requests were told that were cancelled, by id. */
  readonly cancelled = new Map<string, string>();
  /** Ids of those whose readers had all of them. */
  readonly finished: string[] = [];
  readonly blocks = 4096;
  hasFailed = false;
  readonly #script: Script;
  readonly #byHand: boolean;
  readonly #most: number;
  readonly #listeners = new Set<(event: LoadEvent) => void>();
  #here: Running[] = [];
  #steps = 0;
  #arrivals = 0;
  #scheduled = false;
  #draining = false;
  #none: (() => void)[] = [];

  constructor(script: Script, { byHand = false, most = 64 } = {}) {
    this.#script = script;
    this.#byHand = byHand;
    this.#most = most;
  }

  submit(ask: LiveAsk): LiveAnswer {
    if (this.#draining) throw new RangeError('the service is draining');
    if (ask.promptTokens.length > this.blocks * BLOCK)
      throw new RangeError('needs more blocks than there are');
    this.asks.push(ask);
    const running = new Running(ask, this.#script(ask), this.#arrivals++, this.#steps * STEP_MS);
    this.#here.push(running);
    const { id } = ask;
    this.#tell(running.arrival(this.#now));
    this.#schedule();
    const cancel = (message: string) => {
      if (running.isOver) return;
      this.cancelled.set(id, message);
      this.#end(running, { kind: 'failed', message });
    };
    const finish = () => {
      if (running.isOver) return;
      this.finished.push(id);
      this.#end(running, { kind: 'done', reason: 'end-of-text' });
    };
    return { events: running.events(), cancel, finish };
  }

  /** Everybody who has a place gets a token. */
  step(): void {
    const running = this.#here.slice(0, this.#most);
    if (running.length === 0) return;
    const step = this.#steps++;
    for (const each of running) {
      if (each.admitted === null) {
        each.admitted = step * STEP_MS;
        this.#tell({ type: 'admitted', at: this.#now, request: each.index, step, cached: 0 });
      }
      const token = each.next(step, running.length, this.#now);
      const { index, times } = each;
      this.#tell({
        type: 'token',
        at: this.#now,
        request: index,
        step,
        position: times.length - 1,
        token,
        text: 'x',
      });
      if (each.reason !== null) this.#end(each, { kind: 'done', reason: each.reason });
    }
    this.#schedule();
  }

  get load() {
    const held = this.#here.reduce((sum, each) => sum + each.held, 0);
    const running = Math.min(this.#here.length, this.#most);
    return {
      running,
      waiting: this.#here.length - running,
      freeBlocks: this.blocks - held,
      blocks: this.blocks,
    };
  }

  listen(listener: (event: LoadEvent) => void): () => void {
    this.#listeners.add(listener);
    const pool = { blocks: this.blocks, hostBlocks: 0, maxSequences: this.#most };
    listener({
      type: 'began',
      arm: ARM,
      at: 0,
      serving: DEFAULT_SERVING,
      clock: { kind: 'real' },
      ...pool,
      expected: null,
    });
    for (const here of this.#here) listener({ arm: ARM, ...here.arrival(0) } as LoadEvent);
    return () => void this.#listeners.delete(listener);
  }

  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#here.length > 0) await new Promise<void>((resolve) => this.#none.push(resolve));
  }

  async close(): Promise<void> {
    this.#draining = true;
    for (const each of [...this.#here]) this.#end(each, { kind: 'unfinished' });
    await Promise.resolve();
  }

  get #now(): number {
    return this.#steps * STEP_MS;
  }

  #schedule(): void {
    if (this.#byHand || this.#scheduled || this.#here.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.step();
    });
  }

  #end(running: Running, outcome: LoadOutcome): void {
    this.#here = this.#here.filter((each) => each !== running);
    const record = running.end(outcome, this.#now);
    this.#tell({
      type: 'ended',
      at: this.#now,
      request: running.index,
      outcome,
      fingerprint: record.fingerprint,
    });
    if (this.#here.length === 0) for (const resolve of this.#none.splice(0)) resolve();
  }

  #tell(event: Untold): void {
    for (const listener of this.#listeners) listener({ arm: ARM, ...event } as LoadEvent);
  }
}

type Untold<Event extends LoadEvent = LoadEvent> = Event extends LoadEvent ? Omit<Event, 'arm'> : never;

class Running {
  readonly index: number;
  readonly times: number[] = [];
  admitted: number | null = null;
  reason: 'length' | 'end-of-text' | null = null;
  isOver = false;
  readonly #ask: LiveAsk;
  readonly #script: readonly number[];
  readonly #arrived: number;
  readonly #tokens: number[] = [];
  readonly #fingerprint = createFingerprint();
  readonly #told: (LiveToken | LiveEnd)[] = [];
  #wake: (() => void) | null = null;

  constructor(ask: LiveAsk, script: readonly number[], index: number, arrived: number) {
    this.#ask = ask;
    this.#script = script;
    this.index = index;
    this.#arrived = arrived;
  }

  /** All but the last token of the prompt, as if it had been there before. */
  get #cached(): number {
    return this.#ask.promptTokens.length - 1;
  }

  get held(): number {
    return this.admitted === null
      ? 0
      : Math.ceil((this.#ask.promptTokens.length + this.#tokens.length) / BLOCK);
  }

  arrival(at: number): Untold {
    const { id, tier, promptTokens, maxNewTokens } = this.#ask;
    const sizes = { promptTokens: promptTokens.length, outputTokens: maxNewTokens };
    return {
      type: 'arrived',
      at,
      request: this.index,
      id,
      role: 'noise',
      tier,
      ...sizes,
      prompt: 'what was asked',
    };
  }

  next(step: number, requests: number, at: number): number {
    const position = this.#tokens.length;
    const token = this.#script[position] ?? END;
    const digest = Uint32Array.of(token, position, 0, 0);
    this.#tokens.push(token);
    this.times.push(at);
    this.#fingerprint.add(token, digest);
    const top = Array.from({ length: this.#ask.top }, (_, i) => ({
      token: (token + i) % END,
      logit: -0.25 - i,
    }));
    this.#hand({
      ...{ type: 'token', position, token, at, logprob: -0.25, top, digest },
      step: { index: step, rows: requests, requests, plans: PLANS },
    });
    if (this.#ask.stopTokens.includes(token)) this.reason = 'end-of-text';
    else if (this.#tokens.length === this.#ask.maxNewTokens) this.reason = 'length';
    return token;
  }

  end(outcome: LoadOutcome, at: number): LoadRequest {
    this.isOver = true;
    const { id, tier, promptTokens, shadow } = this.#ask;
    const tokens = [...this.#tokens];
    const record: LoadRequest = {
      ...{ id, role: 'noise', tier, promptTokens: promptTokens.length, arrived: this.#arrived },
      ...{ admitted: this.admitted, tokenTimes: [...this.times], tokens, text: '', ended: at, outcome },
      ...{ preempted: 0, swapped: 0, cached: this.#cached, evicted: 0 },
      fingerprint: tokens.length > 0 ? this.#fingerprint.text() : null,
      ...(shadow && { besideAlone: { ...BESIDE, looked: tokens.length } }),
    };
    this.#hand({ type: 'ended', record });
    return record;
  }

  async *events(): AsyncGenerator<LiveToken | LiveEnd> {
    for (;;) {
      const next = this.#told.shift();
      if (next) {
        yield next;
        if (next.type === 'ended') return;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #hand(told: LiveToken | LiveEnd): void {
    this.#told.push(told);
    this.#wake?.();
  }
}

const BESIDE = {
  ...{ looked: 0, differing: 0, firstDifference: null, fork: null },
  ...{ maxUlp: 0, maxKl: 0, perplexity: null, raised: null },
};
