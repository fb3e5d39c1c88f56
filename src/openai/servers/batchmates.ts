import type { ServerEntry, ServerFact } from './server-entry.ts';

const here = (words: string, source: string): ServerFact => ({ words, source, asOf: 'this version' });

export const BATCHMATES: ServerEntry = {
  id: 'batchmates',
  name: 'lab serve',
  recognised: { ownedBy: ['batchmates'], fingerprint: null, own: null },
  version: { path: '/version', field: 'version' },
  flags: [],
  dialect: { repetitionPenalty: 'repetition_penalty', chatLength: 'max_tokens' },
  takes: ['top_k', 'min_p', 'repetition_penalty', 'ignore_eos'],
  topKOff: 0,
  ids: { completions: { return_token_ids: true }, chat: { return_token_ids: true } },
  mostLogprobs: { completions: 8, chat: 8 },
  cold: null,
  facts: {
    ids: here('as vLLM', 'docs/serve.md'),
    logprobs: here('f32 at temperature 1, at most 8 alternatives', 'docs/serve.md'),
    defaults: here('none: what is left out is temperature 1 and nothing else', 'docs/serve.md'),
    seed: here('`seed` of the request', 'docs/serve.md'),
    cache: here('by its options; its answers’ `batchmates` object tells `cached_tokens`', 'docs/serve.md'),
    cachedCount: here('`usage.prompt_tokens_details`', 'docs/serve.md'),
    deterministic: here(
      '`--set invariant`, or `batchmates: { "set": "invariant" }` or `{ "deterministic": true }` in one request',
      'docs/serve.md',
    ),
    cors: here('`--cors`', 'docs/serve.md'),
    queue: here('`metrics.queue_time_ms`', 'docs/serve.md'),
  },
};
