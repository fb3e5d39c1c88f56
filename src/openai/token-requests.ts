import { z } from 'zod';
import { whole } from '../experiment/field-schemas.ts';
import { chatRequestSchema } from './chat-request.ts';
import { neutral } from './neutral.ts';

const MOST_TOKENS = 1 << 20;
const { messages, add_generation_prompt, chat_template_kwargs } = chatRequestSchema.shape;

/** Body of POST /tokenize, as vLLM has it: a prompt or messages. */
export const tokenizeRequestSchema = z.strictObject({
  model: z.string().nullish(),
  prompt: z.string().nullish(),
  messages: messages.nullish(),
  add_special_tokens: z.boolean().nullish(),
  return_token_strs: z.boolean().nullish(),
  add_generation_prompt,
  chat_template_kwargs,
  continue_final_message: neutral(false),
  chat_template: neutral(),
  tools: neutral([]),
});

export type TokenizeRequest = z.output<typeof tokenizeRequestSchema>;

/** Body of POST /detokenize, as vLLM has it. */
export const detokenizeRequestSchema = z.strictObject({
  model: z.string().nullish(),
  tokens: z.array(whole(0, 0xffff_ffff)).max(MOST_TOKENS),
});
