import { z } from 'zod';
import { CHAT_ROLES } from '../experiment/chat-schema.ts';
import { show } from '../experiment/errors.ts';
import { whole } from '../experiment/field-schemas.ts';
import { neutral } from './neutral.ts';
import { NEUTRAL_FIELDS, SHARED_FIELDS } from './request-fields.ts';

const MOST_MESSAGES = 1024;

const part = z.strictObject({ type: z.literal('text'), text: z.string() });

/** A text, or parts of text, which are joined as they are. */
const content = z
  .unknown()
  .optional()
  .transform((value, context): string => {
    if (typeof value === 'string') return value;
    if (Array.isArray(value) && value.length <= MOST_MESSAGES) {
      const parts = value.map((each) => part.safeParse(each));
      if (parts.every(({ success }) => success)) return parts.map(({ data }) => data!.text).join('');
      const at = parts.findIndex(({ success }) => !success);
      context.addIssue({ code: 'custom', message: 'expected a part of type "text"', path: [at] });
      return z.NEVER;
    }
    const message = `expected text or a list of parts of type "text", found ${show(value)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const message = z.strictObject({
  // OpenAI's newer name of the same role.
  role: z.preprocess((role) => (role === 'developer' ? 'system' : role), z.enum(CHAT_ROLES)),
  content,
  name: neutral(),
  refusal: neutral(),
  tool_calls: neutral([]),
});

const templateSettings = z.strictObject({ enable_thinking: z.boolean().optional() });

/** Body of POST /v1/chat/completions. A field that is not here is refused by its name. */
export const chatRequestSchema = z.strictObject({
  ...SHARED_FIELDS,
  ...NEUTRAL_FIELDS,
  messages: z.array(message).min(1).max(MOST_MESSAGES),
  max_completion_tokens: whole(1, 1 << 24).nullish(),
  logprobs: z.boolean().nullish(),
  /** How many alternatives are told with each token; asks for `logprobs`. */
  top_logprobs: whole(0, 1024).nullish(),
  add_generation_prompt: z.boolean().nullish(),
  chat_template_kwargs: templateSettings.nullish(),
  continue_final_message: neutral(false),
  chat_template: neutral(),
  documents: neutral([]),
  tools: neutral([]),
  tool_choice: neutral('none', 'auto'),
  parallel_tool_calls: neutral(true, false),
  functions: neutral([]),
  function_call: neutral('none', 'auto'),
  modalities: neutral(['text']),
  audio: neutral(),
  prediction: neutral(),
  reasoning_effort: neutral(),
  include_reasoning: neutral(true),
  verbosity: neutral(),
  web_search_options: neutral(),
  service_tier: neutral('auto', 'default'),
  store: neutral(false),
  metadata: neutral({}),
  safety_identifier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
});

export type ChatRequest = z.output<typeof chatRequestSchema>;
