import type { ServerEntry, ServerFact } from './server-entry.ts';

const at = (path: string, commit: string, words: string): ServerFact => ({
  words,
  source: `https://github.com/sgl-project/sglang/blob/${commit}/${path}`,
  asOf: commit.slice(0, 8),
});

const PROTOCOL = [
  'python/sglang/srt/entrypoints/openai/protocol.py',
  '004c82e07d876f6e4a0ad6e15325706b0f478f1a',
] as const;
const FLAGS = [
  'docs/advanced_features/server_arguments.md',
  '004813e1dd464844bd92ddbca5cab8c024a75f78',
] as const;
const ROUTES = [
  'python/sglang/srt/entrypoints/http_server.py',
  '0025436eab0556737d615b36a4dd3e1e26e82f3d',
] as const;

export const SGLANG: ServerEntry = {
  id: 'sglang',
  name: 'SGLang',
  recognised: {
    ownedBy: ['sglang'],
    fingerprint: null,
    own: { path: '/get_model_info', field: 'is_generation' },
  },
  version: { path: '/get_server_info', field: 'version' },
  flags: ['/server_info', '/get_server_info'],
  dialect: { repetitionPenalty: 'repetition_penalty', chatLength: 'max_tokens' },
  takes: ['top_k', 'min_p', 'repetition_penalty', 'ignore_eos'],
  topKOff: -1,
  ids: { completions: { return_token_ids: true }, chat: {} },
  mostLogprobs: { completions: null, chat: null },
  cold: { field: 'cache_salt', value: 'salt' },
  facts: {
    ids: at(...PROTOCOL, '`return_token_ids` of completions adds `token_ids`; of chats: not found'),
    logprobs: at(
      ...PROTOCOL,
      'completions as lists, chats as objects without ids. Whether before or after temperature: not found in its documentation; the variable `SGLANG_RETURN_ORIGINAL_LOGPROB` stands in its sampler for the former',
    ),
    defaults: at(
      ...FLAGS,
      'the checkpoint’s `generation_config.json` (`--sampling-defaults model`, the default), or SGLang’s own with `openai`',
    ),
    seed: at(
      ...PROTOCOL,
      '`seed` of the request; that it works without `--enable-deterministic-inference`: not found',
    ),
    cache: at(
      ...PROTOCOL,
      'radix cache of prefixes; `cache_salt` or `extra_key` keeps requests apart. `--disable-radix-cache` turns it off, `/flush_cache` empties it',
    ),
    cachedCount: at(...FLAGS, '`usage.prompt_tokens_details`, with `--enable-cache-report`'),
    deterministic: at(
      'docs/advanced_features/deterministic_inference.md',
      '376a46ea565be281fc9fbe3e15d9d2e8d623d004',
      '`--enable-deterministic-inference`, with the attention backend `fa3`, `flashinfer` or `triton`',
    ),
    cors: at(...ROUTES, 'every origin, always: no flag was found'),
    queue: null,
  },
};
