import type { Telling } from './asked.ts';
import { chatLogprobs, completionLogprobs, type NameOf } from './logprobs.ts';
import type { Finish, Piece } from './tell-choice.ts';

/** How a kind of request has its answers written. */
export interface AnswerForm {
  /** `object` of a whole answer and of a piece. */
  readonly whole: string;
  readonly chunk: string;
  /** What opens a stream of a choice, before any text; null: nothing does. */
  readonly opening: object | null;
  /** Where the ids of a prompt stand: vLLM has them in each choice of a completion, and in the answer of a chat. */
  readonly promptIds: 'choice' | 'answer';
  /** Fields of a choice with text: all of it, or a piece. */
  text(text: string, streamed: boolean): object;
  logprobs(tokens: Piece['tokens'], count: number, name: NameOf): object;
}

export const COMPLETION: AnswerForm = {
  whole: 'text_completion',
  chunk: 'text_completion',
  opening: null,
  promptIds: 'choice',
  text: (text) => ({ text }),
  logprobs: completionLogprobs,
};

export const CHAT: AnswerForm = {
  whole: 'chat.completion',
  chunk: 'chat.completion.chunk',
  promptIds: 'answer',
  opening: { delta: { role: 'assistant', content: '' } },
  text: (text, streamed) =>
    streamed
      ? { delta: text === '' ? {} : { content: text } }
      : { message: { role: 'assistant', content: text, refusal: null } },
  logprobs: chatLogprobs,
};

/** A choice as it is written: whole, or a piece of it. */
export function choiceOf(
  form: AnswerForm,
  index: number,
  { text, tokens }: Omit<Piece, 'type'>,
  telling: Telling,
  name: NameOf,
) {
  const { logprobs, ids, stream } = telling;
  return {
    index,
    ...form.text(text, stream),
    logprobs: logprobs === null ? null : form.logprobs(tokens, logprobs, name),
    ...(ids && { token_ids: tokens.map(({ token }) => token) }),
  };
}

/** What a choice says at its end. */
export function finishFields({ reason, stopReason, told, record }: Finish) {
  return { finish_reason: reason, stop_reason: stopReason, batchmates: told.told(record) };
}

/** Of all choices of a request; a prompt counts once however many answers it has, and as cached what its first answer found. */
export function usageOf(prompts: readonly (readonly number[])[], finishes: readonly Finish[]) {
  const prompt = prompts.reduce((sum, { length }) => sum + length, 0);
  const completion = finishes.reduce((sum, { told }) => sum + told.tokens.length, 0);
  const first = finishes.filter((_, i) => i % (finishes.length / prompts.length) === 0);
  const cached = first.reduce((sum, { record }) => sum + record.cached, 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}
