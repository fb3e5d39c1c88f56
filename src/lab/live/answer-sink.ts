import type { LoadRequest, LoadStep } from '../../results/load/load-record.ts';
import type { ChosenToken, LoadSink } from '../load/load-sink.ts';
import { KNOWN_PLANS } from '../load/plan-book.ts';
import type { Answer } from './answer.ts';

/** Tells each request of a queue what its steps chose, and how it ended. */
export class AnswerSink implements LoadSink {
  readonly #answers: Map<string, Answer>;
  readonly #plans = new Map<number, Readonly<Record<string, string>>>();
  /** Those whose last tokens are yet to be told, with the step that they came of. */
  #ending: LoadRequest[] = [];

  /** Whoever has ended is taken out of `answers`. */
  constructor(answers: Map<string, Answer>) {
    this.#answers = answers;
  }

  /** As many as an arm goes by: the oldest is forgotten when it is forgotten there. */
  plan(index: number, texts: Readonly<Record<string, string>>): void {
    const [oldest] = this.#plans.keys();
    if (this.#plans.size === KNOWN_PLANS) this.#plans.delete(oldest);
    this.#plans.set(index, texts);
  }

  step(
    { step: index, at, milliseconds, rows, slices, plan }: LoadStep,
    chosen: readonly ChosenToken[],
  ): void {
    const step = { index, rows, requests: slices.length, plans: this.#plans.get(plan)! };
    for (const each of chosen) this.#answers.get(each.request)?.tell(each, at + milliseconds, step);
    this.#endAll();
  }

  request(record: LoadRequest): void {
    const answer = this.#answers.get(record.id);
    if (answer && answer.told < record.tokens.length) this.#ending.push(record);
    else this.#end(record);
  }

  /** Where a step failed after it had chosen, nobody hears of its tokens any more but by the record. */
  over(): void {
    this.#endAll();
  }

  #endAll(): void {
    for (const record of this.#ending) this.#end(record);
    this.#ending = [];
  }

  #end(record: LoadRequest): void {
    this.#answers.get(record.id)?.end(record);
    this.#answers.delete(record.id);
  }
}
