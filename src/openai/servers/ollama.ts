import type { ServerEntry, ServerFact } from './server-entry.ts';

const COMMIT = 'fb30760996871fa9460115c753afd2c60d4ab0f7';
const at = (path: string, words: string): ServerFact => ({
  words,
  source: `https://github.com/ollama/ollama/blob/${COMMIT}/${path}`,
  asOf: COMMIT.slice(0, 8),
});

export const OLLAMA: ServerEntry = {
  id: 'ollama',
  name: 'Ollama',
  recognised: { ownedBy: ['library'], fingerprint: /^fp_ollama$/, own: { path: '/api/ps', field: 'models' } },
  version: { path: '/api/version', field: 'version' },
  flags: [],
  dialect: { repetitionPenalty: 'repeat_penalty', chatLength: 'max_tokens' },
  takes: [],
  topKOff: 0,
  ids: { completions: {}, chat: {} },
  mostLogprobs: { completions: 20, chat: 20 },
  cold: null,
  facts: {
    ids: at('openai/openai.go', 'none, and no token ids as a prompt'),
    logprobs: at(
      'openai/openai.go',
      '`logprobs.content` in completions too; `logprobs: 0` of completions tells none. Whether before or after temperature: not found. Its page on compatibility lists log probabilities as not supported',
    ),
    defaults: at(
      'openai/openai.go',
      'temperature and `top_p` 1.0; `top_k`, `min_p` and `repeat_penalty` cannot be sent and are the model file’s. The prompt of a completion passes through the model’s template',
    ),
    seed: at('openai/openai.go', '`seed` of the request'),
    cache: null,
    cachedCount: null,
    deterministic: at(
      'docs/faq.mdx',
      'no flag was found. `OLLAMA_NUM_PARALLEL` is 1 by default: one request at a time for each model',
    ),
    cors: at(
      'envconfig/config.go',
      '`OLLAMA_ORIGINS`, a list with commas; pages of localhost, 127.0.0.1 and 0.0.0.0 by default',
    ),
    queue: null,
  },
};
