import type { ServerEntry, ServerFact } from './server-entry.ts';

const at = (path: string, commit: string, words: string): ServerFact => ({
  words,
  source: `https://github.com/vllm-project/vllm/blob/${commit}/${path}`,
  asOf: commit.slice(0, 8),
});

const PROTOCOL = [
  'vllm/entrypoints/openai/completion/protocol.py',
  '002032ee2b18e1f7bd924ec47b62504ba3866063',
] as const;
const CONFIG = ['vllm/config/model.py', '0052a5b818980ce8a0477706aaf9f75bd5af72cd'] as const;
const FLAGS = ['vllm/entrypoints/openai/cli_args.py', '005223338608bc94fd165a4f976c102a57bd1fc4'] as const;

export const VLLM: ServerEntry = {
  id: 'vllm',
  name: 'vLLM',
  recognised: { ownedBy: ['vllm'], fingerprint: /^vllm-/, own: null },
  version: { path: '/version', field: 'version' },
  flags: [],
  dialect: { repetitionPenalty: 'repetition_penalty', chatLength: 'max_tokens' },
  takes: ['top_k', 'min_p', 'repetition_penalty', 'ignore_eos'],
  topKOff: 0,
  // In completions `return_tokens_as_token_ids` would put the ids in the place of the texts; chats still have the texts' bytes.
  ids: {
    completions: { return_token_ids: true },
    chat: { return_token_ids: true, return_tokens_as_token_ids: true },
  },
  mostLogprobs: { completions: 20, chat: 20 },
  cold: { field: 'cache_salt', value: 'salt' },
  facts: {
    ids: at(
      ...PROTOCOL,
      '`return_token_ids` adds `token_ids`; `return_tokens_as_token_ids` writes each token of `logprobs` as `token_id:N`',
    ),
    logprobs: at(
      ...CONFIG,
      '`--logprobs-mode` is `raw_logprobs` by default: before temperature, penalties and truncation; `processed_logprobs` is after them. At most `--max-logprobs`, 20 by default',
    ),
    defaults: at(
      'docs/serving/online_serving/openai_compatible_server.md',
      '0272b2c3ffacc9740b2ea9a4450444992952edc7',
      'the checkpoint’s `generation_config.json`, unless the server runs with `--generation-config vllm`',
    ),
    seed: at(...PROTOCOL, '`seed` of the request, a 64-bit integer'),
    cache: at(
      'docs/design/prefix_caching.md',
      '01ff8bff98541914fbc22970a92359b1602988c7',
      'blocks of a prefix are kept for whoever has the same `cache_salt`; `--no-enable-prefix-caching` turns it off',
    ),
    cachedCount: at(...FLAGS, '`usage.prompt_tokens_details`, with `--enable-prompt-tokens-details`'),
    deterministic: at(
      'docs/features/batch_invariance.md',
      '029bdec72fcae0178f7f15b77871ce4ad15cf1b8',
      '`VLLM_BATCH_INVARIANT=1` (beta): NVIDIA GPUs of compute capability 8.0 or higher, Intel XPUs with Triton attention; on the same hardware and version alone',
    ),
    cors: at(...FLAGS, '`--allowed-origins`, a JSON list; every origin (`["*"]`) by default'),
    queue: at(
      'docs/features/per_request_metrics.md',
      '0377ba9ad8ebdae7900b9ce41a7a6c00dca7c496',
      '`metrics.queue_time_ms`, with `--enable-per-request-metrics`; in a stream with its usage',
    ),
  },
};
