import { sendJson, wellBehaved } from './manners.ts';
import type { Manner } from './misbehaving-server.ts';

/** What a server answers at its own addresses, by the documents that `openai/servers` names. */
interface Imitation {
  readonly pages: Readonly<Record<string, unknown>>;
  /** Fields of its answers beside those that all have. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

const model = (fields: Readonly<Record<string, unknown>>) => ({
  object: 'list',
  data: [{ id: 'nano', object: 'model', ...fields }],
});

export const IMITATIONS: Readonly<Record<string, Imitation>> = {
  vllm: {
    pages: {
      '/v1/models': model({ owned_by: 'vllm', max_model_len: 4096 }),
      '/version': { version: '0.20.2' },
      '/health': '',
      '/metrics': '# HELP vllm:num_requests_running Requests\n# TYPE vllm:num_requests_running gauge\n',
    },
    answer: { system_fingerprint: 'vllm-0.20.2-tp2-0a1b2c3d', metrics: { queue_time_ms: 12.25 } },
  },
  sglang: {
    pages: {
      '/v1/models': model({ owned_by: 'someone' }),
      '/get_model_info': { is_generation: true },
      '/get_server_info': { version: '0.5.4', enable_deterministic_inference: true, context_length: 2048 },
      '/health': '',
    },
  },
  'llama.cpp': {
    pages: {
      '/v1/models': model({ owned_by: 'llamacpp', meta: { n_ctx_train: 8192 } }),
      '/props': { default_generation_settings: { n_ctx: 1024 }, total_slots: 4, build_info: 'b7000-abcdef1' },
      '/health': { status: 'ok' },
    },
    answer: { system_fingerprint: 'b7000-abcdef1', timings: { cache_n: 3 } },
  },
  ollama: {
    pages: { '/v1/models': model({ owned_by: 'library' }), '/api/version': { version: '0.13.1' } },
    answer: { system_fingerprint: 'fp_ollama' },
  },
};

/** Behaves well at the routes that generate, and else as one of them. */
export function imitating(name: string): Manner {
  const { pages, answer = {} } = IMITATIONS[name];
  return (response, heard, tries) => {
    if (heard.method === 'POST') return wellBehaved(response, heard, tries, answer);
    const page = pages[heard.path];
    if (page === undefined) return sendJson(response, { detail: 'Not Found' }, 404);
    sendJson(response, page);
  };
}
