import { fileURLToPath } from 'node:url';

const MODULE = fileURLToPath(
  new URL('../../../.cache/llama/node_modules/node-llama-cpp/dist/index.js', import.meta.url),
);

/** The parts of node-llama-cpp that are used here; it is installed by `npm run -s llama`, not with the project. */
interface Sequence {
  controlledEvaluate(
    input: readonly (number | readonly [number, object])[],
  ): Promise<readonly (Evaluated | undefined)[]>;
}
interface Evaluated {
  readonly next: { readonly token: number; readonly logits: ReadonlyMap<number, number> };
}
interface Context {
  getSequence(): Sequence;
  dispose(): Promise<void>;
}
interface Model {
  createContext(options: object): Promise<Context>;
  tokenize(text: string, specialTokens?: boolean): number[];
  dispose(): Promise<void>;
}
interface Llama {
  loadModel(options: object): Promise<Model>;
  dispose(): Promise<void>;
}

export interface LlamaAnswer {
  readonly tokens: readonly number[];
  /** (tokens) x (vocabulary), each before its token. */
  readonly logits: readonly Float32Array[];
}

export async function openLlamaCpp(): Promise<Llama> {
  const { getLlama } = (await import(/* @vite-ignore */ MODULE)) as {
    getLlama(options: object): Promise<Llama>;
  };
  return await getLlama({ gpu: false, build: 'never', logLevel: 'error' });
}

export async function withModel<Value>(
  llama: Llama,
  path: string,
  use: (model: Model) => Promise<Value>,
): Promise<Value> {
  const model = await llama.loadModel({ modelPath: path, useMmap: false, gpuLayers: 0 });
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}

/** Keys and values in f32, and no flash attention: nothing is rounded that is not rounded by the file's dtype. */
const CONTEXT = {
  contextSize: 256,
  flashAttention: false,
  experimentalKvCacheKeyType: 'F32',
  experimentalKvCacheValueType: 'F32',
  swaFullCache: true,
  threads: 1,
};

const NEXT = { generateNext: { token: true, logits: true, options: { temperature: 0 } } };

/** What llama.cpp gives greedily. */
export async function llamaAnswer(
  model: Model,
  prompt: readonly number[],
  count: number,
): Promise<LlamaAnswer> {
  const context = await model.createContext(CONTEXT);
  try {
    const sequence = context.getSequence();
    const tokens: number[] = [];
    const logits: Float32Array[] = [];
    let input = prompt.map((token, i) => (i === prompt.length - 1 ? ([token, NEXT] as const) : token));
    while (tokens.length < count) {
      const { next } = (await sequence.controlledEvaluate(input)).at(-1)!;
      tokens.push(next.token);
      logits.push(Float32Array.from({ length: next.logits.size }, (_, token) => next.logits.get(token)!));
      input = [[next.token, NEXT]];
    }
    return { tokens, logits };
  } finally {
    await context.dispose();
  }
}
