import { type AnswerForm, choiceOf, finishFields, usageOf } from './answer-form.ts';
import type { NameOf } from './logprobs.ts';
import type { SpokenToken } from './tell-choice.ts';
import type { UnderWay } from './under-way.ts';

/** Reads a request's answers to their ends and gives what is said of them in one piece. Throws Refusal. */
export async function wholeAnswer(under: UnderWay, form: AnswerForm, name: NameOf): Promise<object> {
  const { asks, prompts, telling } = under.asked;
  const texts = asks.map(() => '');
  const tokens: SpokenToken[][] = asks.map(() => []);
  const finishes = await under.tell((index, told) => {
    const piece = told.type === 'piece' ? told : told.rest;
    texts[index] += piece.text;
    tokens[index].push(...piece.tokens);
  });
  const choices = finishes.map((finish, index) => ({
    ...choiceOf(form, index, { text: texts[index], tokens: tokens[index] }, telling, name),
    ...(telling.ids && form.promptIds === 'choice' && { prompt_token_ids: asks[index].promptTokens }),
    ...finishFields(finish),
  }));
  const [only] = finishes;
  return {
    choices,
    usage: usageOf(prompts, finishes),
    ...(telling.ids && form.promptIds === 'answer' && { prompt_token_ids: prompts[0] }),
    metrics: finishes.length === 1 ? only.told.metrics(only.record) : null,
  };
}
