import { z } from 'zod';
import { show } from '../experiment/errors.ts';
import { temperature, u32, whole } from '../experiment/field-schemas.ts';
import { extensionSchema } from './extension.ts';
import { neutral } from './neutral.ts';

const MOST_STOPS = 16;
const MOST_STOP_CHARACTERS = 256;
/** Answers to one prompt. */
const MOST_CHOICES = 64;

const stopText = z.string().min(1).max(MOST_STOP_CHARACTERS);
const stopSchema = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? [value] : (value ?? [])))
  .pipe(z.array(stopText).max(MOST_STOPS));

const streamOptions = z.strictObject({
  include_usage: z.boolean().nullish(),
  continuous_usage_stats: neutral(false),
  include_obfuscation: neutral(false),
});

/** Fields that completions and chat completions share, by OpenAI's names and, of what OpenAI has not, vLLM's. */
export const SHARED_FIELDS = {
  model: z.string().nullish(),
  max_tokens: whole(1, 1 << 24).nullish(),
  temperature: temperature.nullish(),
  seed: u32.nullish(),
  n: whole(1, MOST_CHOICES).nullish(),
  stop: stopSchema.optional(),
  stream: z.boolean().nullish(),
  stream_options: streamOptions.nullish(),
  stop_token_ids: z.array(whole(0, 0xffff_ffff)).max(256).nullish(),
  ignore_eos: z.boolean().nullish(),
  include_stop_str_in_output: z.boolean().nullish(),
  add_special_tokens: z.boolean().nullish(),
  return_tokens_as_token_ids: z.boolean().nullish(),
  return_token_ids: z.boolean().nullish(),
  batchmates: extensionSchema.nullish(),
  // Who asks, for the records of who serves: no answer follows it.
  user: z.string().nullish(),
  request_id: z
    .string()
    .regex(/^[\w.-]{1,128}$/, {
      error: ({ input }) => `expected 1 to 128 letters, digits, ".", "_" or "-", found ${show(input)}`,
    })
    .nullish(),
} as const;

/** Parameters that nothing is done with, and the values that ask for nothing. */
export const NEUTRAL_FIELDS = {
  top_p: neutral(1),
  top_k: neutral(0, -1),
  min_p: neutral(0),
  frequency_penalty: neutral(0),
  presence_penalty: neutral(0),
  repetition_penalty: neutral(1),
  length_penalty: neutral(1),
  logit_bias: neutral({}),
  min_tokens: neutral(0),
  use_beam_search: neutral(false),
  skip_special_tokens: neutral(true),
  spaces_between_special_tokens: neutral(true),
  truncate_prompt_tokens: neutral(),
  truncation_side: neutral(),
  allowed_token_ids: neutral(),
  logprob_token_ids: neutral(),
  prompt_logprobs: neutral(),
  bad_words: neutral([]),
  response_format: neutral({ type: 'text' }),
  structured_outputs: neutral(),
  guided_json: neutral(),
  guided_regex: neutral(),
  guided_choice: neutral(),
  guided_grammar: neutral(),
  logits_processors: neutral([]),
  priority: neutral(0),
  cache_salt: neutral(),
  thinking_token_budget: neutral(-1),
} as const;
