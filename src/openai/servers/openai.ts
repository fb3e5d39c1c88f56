import type { ServerEntry } from './server-entry.ts';

export const OPENAI: ServerEntry = {
  id: 'openai',
  name: 'OpenAI',
  recognised: {
    ownedBy: ['openai', 'openai-internal', 'system'],
    fingerprint: /^fp_[0-9a-f]{8,}$/,
    own: null,
  },
  version: null,
  flags: [],
  dialect: { repetitionPenalty: 'repetition_penalty', chatLength: 'max_completion_tokens' },
  takes: [],
  topKOff: 0,
  ids: { completions: {}, chat: {} },
  mostLogprobs: { completions: 5, chat: 20 },
  cold: null,
  facts: {
    ids: null,
    logprobs: {
      words: 'completions tell 5 alternatives at most. Whether before or after temperature: not found',
      source:
        'https://github.com/openai/openai-python/blob/08b8179a6b3e46ca8eb117f819cc6563ae74e27d/src/openai/types/completion_create_params.py',
      asOf: '08b8179a',
    },
    defaults: null,
    seed: {
      words: 'best effort: determinism is not guaranteed, and `system_fingerprint` changes with the backend',
      source: 'https://cookbook.openai.com/examples/reproducible_outputs_with_the_seed_parameter',
      asOf: 'the cookbook, undated',
    },
    cache: null,
    cachedCount: null,
    deterministic: null,
    cors: null,
    queue: null,
  },
};
