import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const MODULE = fileURLToPath(
  new URL('../../../.cache/llama/node_modules/node-llama-cpp/dist/index.js', import.meta.url),
);

/** The parts of node-llama-cpp that are used here; it is installed by `npm run -s llama`, not with the project. */
interface Sequence {
  readonly contextTokens: readonly number[];
  adaptStateToTokens(tokens: readonly number[], allowShift?: boolean): Promise<void>;
  clearHistory(): Promise<void>;
  controlledEvaluate(
    input: readonly (number | readonly [number, object])[],
  ): Promise<readonly ({ readonly next: Next } | undefined)[]>;
}
interface Next {
  readonly token: number;
  readonly logits: ReadonlyMap<number, number>;
}
interface Llama {
  loadModel(options: object): Promise<{
    createContext(options: object): Promise<{ getSequence(): Sequence; dispose(): Promise<void> }>;
    dispose(): Promise<void>;
  }>;
  dispose(): Promise<void>;
}

export interface LlamaServerOptions {
  readonly modelPath: string;
  /** Sequences that share a batch. */
  readonly slots: number;
  readonly threads: number;
}

interface Body {
  readonly prompt: readonly number[];
  readonly max_tokens: number;
  readonly logprobs?: number | null;
  readonly stream?: boolean;
  readonly cache_prompt?: boolean;
}

const NEXT = { generateNext: { token: true, logits: true, options: { temperature: 0 } } };

/**
 * llama.cpp behind `/v1/completions`, of token ids and greedy: requests at once share its batches, and a slot keeps what it holds of a prompt
 * unless `cache_prompt` is false, as llama.cpp's own server does it. Log probabilities are of its logits, in f64.
 */
export async function openLlamaServer({ modelPath, slots, threads }: LlamaServerOptions) {
  const { getLlama } = (await import(/* @vite-ignore */ MODULE)) as {
    getLlama(options: object): Promise<Llama>;
  };
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' });
  const model = await llama.loadModel({ modelPath, useMmap: false, gpuLayers: 0 });
  const context = await model.createContext({
    ...{ contextSize: 256, batchSize: 512, sequences: slots, threads, flashAttention: false },
    ...{ experimentalKvCacheKeyType: 'F32', experimentalKvCacheValueType: 'F32', swaFullCache: true },
  });
  const pool = new SlotPool(Array.from({ length: slots }, () => context.getSequence()));
  const server = createServer((request, response) => {
    void answer(request, pool).then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ error: { message: String(error) } })),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      await context.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}

/** Sequences that nobody uses; who finds none waits. */
class SlotPool {
  readonly #free: Sequence[];
  readonly #waiting: ((sequence: Sequence) => void)[] = [];

  constructor(sequences: readonly Sequence[]) {
    this.#free = [...sequences];
  }

  /** The one that holds most of a prompt already. */
  async take(prompt: readonly number[]): Promise<Sequence> {
    if (this.#free.length === 0) return await new Promise((resolve) => this.#waiting.push(resolve));
    const held = this.#free.map(({ contextTokens }) => commonLength(contextTokens, prompt));
    return this.#free.splice(held.indexOf(Math.max(...held)), 1)[0];
  }

  give(sequence: Sequence): void {
    const next = this.#waiting.shift();
    if (next) next(sequence);
    else this.#free.push(sequence);
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

async function answer(request: IncomingMessage, pool: SlotPool): Promise<{ type: string; text: string }> {
  if (request.method === 'GET') {
    const list = { object: 'list', data: [{ id: 'nano', object: 'model', created: 1, owned_by: 'test' }] };
    return { type: 'application/json', text: JSON.stringify(list) };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
  const sequence = await pool.take(body.prompt);
  try {
    const { cached, chosen } = await generate(sequence, body);
    const choice = choiceOf(chosen, body.logprobs ?? 0);
    const usage = {
      ...{ prompt_tokens: body.prompt.length, completion_tokens: chosen.length },
      total_tokens: body.prompt.length + chosen.length,
      prompt_tokens_details: { cached_tokens: cached },
    };
    const told = {
      id: 'cmpl',
      object: 'text_completion',
      created: 1,
      model: 'nano',
      choices: [choice],
      usage,
    };
    return body.stream
      ? { type: 'text/event-stream', text: `data: ${JSON.stringify(told)}\n\ndata: [DONE]\n\n` }
      : { type: 'application/json', text: JSON.stringify(told) };
  } finally {
    pool.give(sequence);
  }
}

async function generate(sequence: Sequence, { prompt, max_tokens, cache_prompt = true }: Body) {
  if (cache_prompt) await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
  else await sequence.clearHistory();
  const cached = sequence.contextTokens.length;
  const chosen: Next[] = [];
  const rest = prompt.slice(cached);
  let input = rest.map((token, i) => (i === rest.length - 1 ? ([token, NEXT] as const) : token));
  while (chosen.length < max_tokens) {
    const { next } = (await sequence.controlledEvaluate(input)).at(-1)!;
    chosen.push(next);
    input = [[next.token, NEXT]];
  }
  return { cached, chosen };
}

function choiceOf(chosen: readonly Next[], count: number) {
  const rows = chosen.map(({ token, logits }) => {
    const highest = Math.max(...logits.values());
    let sum = 0;
    for (const logit of logits.values()) sum += Math.exp(logit - highest);
    const of = (logit: number) => logit - highest - Math.log(sum);
    const best = [...logits].sort(([a, x], [b, y]) => y - x || a - b).slice(0, count);
    return {
      token,
      logprob: of(logits.get(token)!),
      top: best.map(([id, logit]) => [id, of(logit)] as const),
    };
  });
  const name = (id: number) => `token_id:${id}`;
  return {
    ...{ index: 0, text: rows.map(({ token }) => ` ${token}`).join(''), finish_reason: 'length' },
    logprobs: {
      tokens: rows.map(({ token }) => name(token)),
      token_logprobs: rows.map(({ logprob }) => logprob),
      top_logprobs: rows.map(({ top }) =>
        Object.fromEntries(top.map(([id, logprob]) => [name(id), logprob])),
      ),
      text_offset: rows.map(() => 0),
    },
  };
}
