import type { ServerEntry, ServerFact } from './server-entry.ts';

const at = (path: string, commit: string, words: string): ServerFact => ({
  words,
  source: `https://github.com/ggml-org/llama.cpp/blob/${commit}/${path}`,
  asOf: commit.slice(0, 8),
});

const README = ['tools/server/README.md', '00dc8057ab28c9cb4c79a6dd6dfce07fe779f63b'] as const;
const TASK = ['tools/server/server-task.cpp', '00efb3e184262872916bf136b3df63c1822a19bd'] as const;

export const LLAMA_CPP: ServerEntry = {
  id: 'llama.cpp',
  name: 'llama.cpp',
  recognised: {
    ownedBy: ['llamacpp'],
    fingerprint: /^b\d+-[0-9a-f]+$/,
    own: { path: '/props', field: 'default_generation_settings' },
  },
  version: { path: '/props', field: 'build_info' },
  flags: ['/props'],
  dialect: { repetitionPenalty: 'repeat_penalty', chatLength: 'max_tokens' },
  takes: ['top_k', 'min_p', 'repetition_penalty', 'ignore_eos'],
  topKOff: 0,
  ids: { completions: {}, chat: {} },
  mostLogprobs: { completions: null, chat: null },
  cold: { field: 'cache_prompt', value: false },
  facts: {
    ids: at(...TASK, '`id` beside each token of `logprobs.content`, in completions and chats alike'),
    logprobs: at(
      ...README,
      '`logprobs.content` in completions too. A softmax over the logits without sampler settings, unless `post_sampling_probs`; a probability of 0 is written as the lowest f32',
    ),
    defaults: at(
      ...README,
      'the server’s own (`--temp` 0.80, `--top-k` 40, `--top-p` 0.95, `--min-p` 0.05), shown by `/props`',
    ),
    seed: at(...README, '`seed` of the request; -1, the default, draws one'),
    cache: at(
      ...README,
      '`cache_prompt` (true by default) reuses what a slot holds of the prompt; `id_slot` names the slot. Its documentation says that this can make results nondeterministic',
    ),
    cachedCount: at(...README, '`usage.prompt_tokens_details.cached_tokens`, and `timings.cache_n`'),
    deterministic: at(
      ...README,
      'no flag was found. Logits are not guaranteed to be bit-identical for different batch sizes: `--parallel 1` with `cache_prompt: false` avoids them; several slots differ (issue 7052, pull request 6950)',
    ),
    cors: at(
      ...README,
      '`--cors-origins`, every origin by default; `localhost` alone with `--tools`, `--agent` or MCP servers',
    ),
    queue: null,
  },
};
