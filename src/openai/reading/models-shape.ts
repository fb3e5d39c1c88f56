import { z } from 'zod';
import { maybe, wholeNumber } from './fields.ts';

/** GET /v1/models, read leniently, of a value that `parseJsonNumbers` gave. */
export const modelsShape = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: maybe(z.string()),
      /** vLLM and SGLang: tokens of prompt and answer together. */
      max_model_len: maybe(wholeNumber),
      /** llama.cpp. */
      meta: maybe(z.object({ n_ctx: maybe(wholeNumber), n_ctx_train: maybe(wholeNumber) })),
    }),
  ),
});

export type ListedModel = z.output<typeof modelsShape>['data'][number];
