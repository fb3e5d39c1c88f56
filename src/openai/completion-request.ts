import { z } from 'zod';
import { whole } from '../experiment/field-schemas.ts';
import { neutral } from './neutral.ts';
import { promptSchema } from './prompt.ts';
import { NEUTRAL_FIELDS, SHARED_FIELDS } from './request-fields.ts';

/** Body of POST /v1/completions. A field that is not here is refused by its name. */
export const completionRequestSchema = z.strictObject({
  ...SHARED_FIELDS,
  ...NEUTRAL_FIELDS,
  prompt: promptSchema,
  /** How many alternatives are told with each token; null: no log probabilities. */
  logprobs: whole(0, 1024).nullish(),
  echo: neutral(false),
  suffix: neutral(''),
  best_of: neutral(1),
});

export type CompletionRequest = z.output<typeof completionRequestSchema>;
