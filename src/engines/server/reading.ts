import { describeIssue, problemLines } from '../../experiment/errors.ts';
import { type AnswerShape, answerShape, type ChoiceShape } from '../../openai/reading/answer-shape.ts';
import { plainJson } from '../../openai/reading/fields.ts';
import { FaultError, faultError, toldFault } from './faults.ts';
import { positionsOf } from './positions.ts';
import type { ServerAnswer, ServerPosition } from './server-types.ts';

/** An answer as it was read, before it is known when it came. */
export interface Reading extends Pick<ServerAnswer, 'text' | 'positions' | 'finish' | 'usage'> {
  /** Milliseconds in the server's queue; null where it does not tell. */
  readonly queued: number | null;
  readonly told: Readonly<Record<string, unknown>>;
}

/** One whole answer, or one chunk of a stream: every number a JsonNumber. Throws FaultError. */
export function shapeOf(value: unknown): AnswerShape {
  const fault = toldFault(value);
  if (fault) throw new FaultError(fault);
  const read = answerShape.safeParse(value, { error: describeIssue });
  if (read.success) return read.data;
  const [first] = problemLines(read.error.issues);
  throw faultError('wrong-shape', `the answer is of no form that is known: ${first}`, false);
}

/** Gathers an answer from its chunks; a whole answer is one. */
export class Gatherer {
  #text = '';
  #finish: string | null = null;
  #usage: ServerAnswer['usage'] = null;
  #queued: number | null = null;
  readonly #positions: ServerPosition[] = [];
  readonly #told: Record<string, unknown> = {};

  get finish(): string | null {
    return this.#finish;
  }

  /** Returns what came, as text and in tokens. */
  add(value: unknown): { readonly text: string; readonly tokens: number } {
    const answer = shapeOf(value);
    this.#tell(answer);
    const choice = answer.choices.find(({ index }) => (index ?? 0) === 0);
    if (!choice) return { text: '', tokens: 0 };
    if (choice.batchmates !== null) this.#told.batchmates = choice.batchmates;
    const text = textOf(choice);
    const positions = positionsOf(choice);
    this.#text += text;
    this.#positions.push(...positions);
    this.#finish = choice.finish_reason ?? this.#finish;
    return { text, tokens: positions.length };
  }

  note(name: string, value: unknown): void {
    this.#told[name] = value;
  }

  reading(): Reading {
    return {
      text: this.#text,
      positions: this.#positions,
      finish: this.#finish,
      usage: this.#usage,
      queued: this.#queued,
      told: this.#told,
    };
  }

  #tell(answer: AnswerShape): void {
    const { usage, metrics, timings } = answer;
    if (usage)
      this.#usage = {
        prompt: usage.prompt_tokens,
        completion: usage.completion_tokens ?? 0,
        cached: usage.prompt_tokens_details?.cached_tokens ?? null,
      };
    if (this.#usage?.cached === null && timings && timings.cache_n !== null)
      this.#usage = { ...this.#usage, cached: timings.cache_n };
    if (metrics && metrics.queue_time_ms !== null) this.#queued = metrics.queue_time_ms;
    for (const name of ['model', 'system_fingerprint', 'service_tier'] as const)
      if (answer[name] !== null) this.#told[name] = answer[name];
    if (metrics) this.#told.metrics = plainJson(metrics);
    if (timings) this.#told.timings = plainJson(timings);
  }
}

/** What a model thinks counts as written: it is generated like the rest, and its log probabilities stand in the same list. */
function textOf({ text, message, delta }: ChoiceShape): string {
  const from = message ?? delta;
  if (!from) return text ?? '';
  return `${from.reasoning ?? from.reasoning_content ?? ''}${from.content ?? ''}${from.refusal ?? ''}`;
}
