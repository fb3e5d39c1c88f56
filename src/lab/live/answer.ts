import type { LoadRequest } from '../../results/load/load-record.ts';
import type { RequestEnd } from '../../steps/request.ts';
import type { ChosenToken } from '../load/load-sink.ts';
import type { LiveAnswer, LiveAsk, LiveEnd, LiveStep, LiveToken } from './live-types.ts';

/** What a request is told, kept until it is read. */
export class Answer implements LiveAnswer {
  readonly ask: LiveAsk;
  readonly #endAs: (end: RequestEnd) => void;
  #unread: (LiveToken | LiveEnd)[] = [];
  #told = 0;
  #over = false;
  #heard: () => void = () => undefined;
  #isRead = false;

  constructor(ask: LiveAsk, endAs: (end: RequestEnd) => void) {
    this.ask = ask;
    this.#endAs = endAs;
  }

  /** Tokens that it was told. */
  get told(): number {
    return this.#told;
  }

  /** Throws Error where they are read a second time. Whoever stops reading before the end gives the request up. */
  get events(): AsyncIterable<LiveToken | LiveEnd> {
    if (this.#isRead) throw new Error(`the events of ${this.ask.id} are read twice`);
    this.#isRead = true;
    return this.#read();
  }

  cancel(message: string): void {
    if (!this.#over) this.#endAs({ kind: 'failed', message });
  }

  finish(): void {
    if (!this.#over) this.#endAs({ kind: 'done', reason: 'end-of-text' });
  }

  tell({ token, sample }: ChosenToken, at: number, step: LiveStep): void {
    const { logSumExp, digest } = sample;
    const top = sample.top
      .slice(0, this.ask.top)
      .map((each) => ({ token: each.token, logit: each.logit - logSumExp }));
    const logprob = sample.logit - logSumExp;
    this.#push({ type: 'token', position: this.#told++, token, at, logprob, top, digest, step });
  }

  end(record: LoadRequest): void {
    if (this.#over) return;
    this.#over = true;
    this.#push({ type: 'ended', record });
  }

  #push(event: LiveToken | LiveEnd): void {
    this.#unread.push(event);
    this.#heard();
  }

  async *#read(): AsyncGenerator<LiveToken | LiveEnd> {
    try {
      for (;;) {
        const events = this.#unread;
        this.#unread = [];
        for (const event of events) {
          yield event;
          if (event.type === 'ended') return;
        }
        if (this.#unread.length === 0)
          await new Promise<void>((resolve) => {
            this.#heard = resolve;
          });
      }
    } finally {
      this.cancel('nobody reads the answer any more');
    }
  }
}
