import { z } from 'zod';
import { toldSchema } from './extension.ts';
import { metricsSchema } from './metrics.ts';

const ids = z.array(z.number()).nullish();
const logprob = z.number().nullish();

/** Of a chat's token. `bytes`: its UTF-8, since `token` may hold half a character. */
const chatAlternative = z.looseObject({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.number()).nullish(),
});
const chatToken = z.looseObject({
  ...chatAlternative.shape,
  top_logprobs: z.array(chatAlternative).nullish(),
});

/** Both shapes of log probabilities: completions' lists beside each other, and chat's list of tokens. */
const logprobsSchema = z.looseObject({
  tokens: z.array(z.string()).nullish(),
  token_logprobs: z.array(logprob).nullish(),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
  text_offset: z.array(z.number()).nullish(),
  content: z.array(chatToken).nullish(),
});

const messageSchema = z.looseObject({ role: z.string().nullish(), content: z.string().nullish() });

const choiceSchema = z.looseObject({
  index: z.number(),
  /** Completions, whole and streamed. */
  text: z.string().nullish(),
  /** Chat, whole. */
  message: messageSchema.nullish(),
  /** Chat, streamed. */
  delta: messageSchema.nullish(),
  finish_reason: z.string().nullish(),
  /** vLLM: the stop string or token that ended it. */
  stop_reason: z.union([z.string(), z.number()]).nullish(),
  logprobs: logprobsSchema.nullish(),
  token_ids: ids,
  prompt_token_ids: ids,
  batchmates: toldSchema.nullish().catch(null),
});

const usageSchema = z.looseObject({
  prompt_tokens: z.number(),
  completion_tokens: z.number().nullish(),
  total_tokens: z.number().nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
});

/**
 * An answer, or a piece of a streamed one, of any server: what is not asked of it may be missing or null, what is not known here is kept.
 * A last piece may have no choices and tell only `usage`.
 */
export const answerSchema = z.looseObject({
  id: z.string().nullish(),
  object: z.string().nullish(),
  created: z.number().nullish(),
  model: z.string().nullish(),
  system_fingerprint: z.string().nullish(),
  choices: z.array(choiceSchema),
  usage: usageSchema.nullish(),
  prompt_token_ids: ids,
  metrics: metricsSchema.nullish().catch(null),
  /** llama.cpp's. */
  timings: z.record(z.string(), z.unknown()).nullish(),
});

export type Answer = z.output<typeof answerSchema>;
