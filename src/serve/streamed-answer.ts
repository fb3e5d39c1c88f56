import { DONE } from '../openai/sse.ts';
import { type AnswerForm, choiceOf, finishFields, usageOf } from './answer-form.ts';
import type { NameOf } from './logprobs.ts';
import type { Outbox } from './outbox.ts';
import { Refusal } from './refusal.ts';
import type { Finish, Piece } from './tell-choice.ts';
import type { UnderWay } from './under-way.ts';

/** Puts a request's answers into its client's outbox as they come, and at the end what is said of them, or why there is none. */
export async function streamAnswer(
  under: UnderWay,
  form: AnswerForm,
  name: NameOf,
  frame: object,
  outbox: Outbox,
): Promise<void> {
  const { asks, prompts, telling } = under.asked;
  const head = { object: form.chunk, ...frame };
  // With the option the field is there in every chunk, as OpenAI has it, though it says something in the last alone.
  const usage = telling.includeUsage ? { usage: null } : {};
  const put = (choice: object, more: object = {}) =>
    outbox.put(JSON.stringify({ ...head, choices: [choice], ...usage, ...more }));
  const promptIds = (index: number) => (telling.ids ? { prompt_token_ids: asks[index].promptTokens } : {});
  const opened = new Set<number>();
  const hear = (index: number, told: Piece | Finish) => {
    const first = !opened.has(index);
    opened.add(index);
    const ids = first && form.promptIds === 'choice' ? promptIds(index) : {};
    const piece = told.type === 'piece' ? told : told.rest;
    const end = told.type === 'piece' ? { finish_reason: null } : finishFields(told);
    put({ ...choiceOf(form, index, piece, telling, name), ...ids, ...end });
  };
  if (form.opening)
    for (const index of asks.keys())
      put(
        { index, ...form.opening, logprobs: null, finish_reason: null },
        form.promptIds === 'answer' ? promptIds(index) : {},
      );
  try {
    const finishes = await under.tell(hear);
    if (telling.includeUsage)
      outbox.put(
        JSON.stringify({
          ...head,
          choices: [],
          usage: usageOf(prompts, finishes),
          metrics: metricsOf(finishes),
        }),
      );
    outbox.end(DONE);
  } catch (error) {
    outbox.end(errorText(error));
  }
}

function metricsOf(finishes: readonly Finish[]) {
  const [only] = finishes;
  return finishes.length === 1 ? only.told.metrics(only.record) : null;
}

/** The status has gone out: clients take an `error` in the stream for the end of it. */
export function errorText(error: unknown): string {
  const refusal = error instanceof Refusal ? error : new Refusal(500, 'the server failed over this request');
  return JSON.stringify(refusal.body);
}
