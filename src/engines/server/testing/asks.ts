import type { ServerAsk, ServerPlace, ServerSampling } from '../server-types.ts';

export const KEY = 'sk-test-0123456789/abc"def+';

export const GREEDY: ServerSampling = {
  temperature: 0,
  top_p: 1,
  top_k: null,
  min_p: null,
  seed: 7,
  presence_penalty: 0,
  frequency_penalty: 0,
  repetition_penalty: null,
  max_tokens: 4,
  ignore_eos: null,
  stop: null,
  logprobs: 1,
};

export function textAsk(fields: Partial<ServerAsk> = {}): ServerAsk {
  return {
    id: 'ask',
    prompt: { kind: 'text', text: 'Once' },
    sampling: GREEDY,
    stream: false,
    extra: {},
    ...fields,
  };
}

export function placeAt(url: string, key: string | null = KEY): ServerPlace {
  return { url, model: 'nano', key };
}
