import { z } from 'zod';
import { anything, maybe, plainNumber, toldNumber, wholeNumber } from './fields.ts';

/**
 * Answers as servers give them, read leniently: what OpenAI, vLLM, SGLang, llama.cpp, Ollama and `lab serve` write for completions and chat
 * completions, whole (`message`, `text`) or in chunks of a stream (`delta`, `text`). Read with `parseJsonNumbers`. Fields that are not
 * named here are passed over.
 */

const alternative = z.object({
  token: z.string(),
  /** llama.cpp's and SGLang's names for the token's id. */
  id: maybe(wholeNumber),
  token_id: maybe(wholeNumber),
  bytes: maybe(z.array(wholeNumber)),
  logprob: maybe(toldNumber),
});

const token = alternative.extend({ top_logprobs: maybe(z.array(alternative)) });

/** `content`: a chat's, and of llama.cpp's completions too; lists beside each other: completions. */
const logprobs = z.object({
  content: maybe(z.array(token)),
  refusal: maybe(z.array(token)),
  tokens: maybe(z.array(z.string())),
  token_logprobs: maybe(z.array(toldNumber.nullable())),
  top_logprobs: maybe(z.array(maybe(z.record(z.string(), toldNumber.nullable())))),
});

const message = z.object({
  content: maybe(z.string()),
  /** What a model thinks before it answers: vLLM's and others' two names. */
  reasoning: maybe(z.string()),
  reasoning_content: maybe(z.string()),
  refusal: maybe(z.string()),
});

const choice = z.object({
  index: maybe(wholeNumber),
  text: maybe(z.string()),
  message: maybe(message),
  delta: maybe(message),
  finish_reason: maybe(z.string()),
  logprobs: maybe(logprobs),
  /** vLLM's `return_token_ids`. */
  token_ids: maybe(z.array(wholeNumber)),
  /** What a server of this lab tells of the answer. */
  batchmates: maybe(anything),
});

const usage = z.object({
  prompt_tokens: wholeNumber,
  completion_tokens: maybe(wholeNumber),
  prompt_tokens_details: maybe(z.object({ cached_tokens: maybe(wholeNumber) })),
});

export const answerShape = z.object({
  choices: z.array(choice),
  usage: maybe(usage),
  model: maybe(z.string()),
  system_fingerprint: maybe(z.string()),
  service_tier: maybe(z.string()),
  /** Times of the request, vLLM's names (`--enable-per-request-metrics`). */
  metrics: maybe(z.looseObject({ queue_time_ms: maybe(plainNumber) })),
  /** llama.cpp's. */
  timings: maybe(z.looseObject({ cache_n: maybe(wholeNumber) })),
});

export type AnswerShape = z.output<typeof answerShape>;
export type ChoiceShape = AnswerShape['choices'][number];
export type LogprobsShape = z.output<typeof logprobs>;
export type TokenShape = z.output<typeof token>;
