import { randomBytes, randomInt } from 'node:crypto';
import type { LiveAsk } from '../lab/live/live-types.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { CompletionRequest } from '../openai/completion-request.ts';
import { TOP } from '../steps/step-output.ts';
import type { Asked, Telling } from './asked.ts';
import { Refusal, refuseField } from './refusal.ts';
import type { Served } from './served.ts';

/** Answers that one request may ask for, over all of its prompts. */
const MOST_ANSWERS = 256;
const SEEDS = 2 ** 32;

/** What both kinds of requests have in common, with their prompts in tokens. */
export interface Prompted {
  readonly request: CompletionRequest | ChatRequest;
  readonly prompts: readonly (readonly number[])[];
  /** Null: as many as the context has left. */
  readonly maxTokens: number | null;
  /** The field that names `maxTokens`. */
  readonly maxField: string;
  readonly logprobs: { readonly count: number; readonly field: string } | null;
  readonly prefix: 'cmpl' | 'chatcmpl';
}

/** Throws Refusal naming the field where the engine cannot do what is asked. */
export function readSampling(prompted: Prompted, served: Served): Asked {
  const { request, prompts, prefix } = prompted;
  checkModel(request.model, served);
  const telling = tellingOf(prompted, served);
  const n = request.n ?? 1;
  if (prompts.length * n > MOST_ANSWERS)
    throw refuseField(
      'n',
      `expected at most ${MOST_ANSWERS} answers over all prompts, found ${prompts.length * n}`,
    );
  const id = `${prefix}-${request.request_id ?? randomBytes(12).toString('hex')}`;
  const own = randomBytes(4).toString('hex');
  // Drawn once: choices differ by counting from it, as vLLM does it.
  const seed = request.seed ?? randomInt(SEEDS);
  const asks = prompts.flatMap((promptTokens, i) => {
    const shared = { ...askOf(prompted, promptTokens, served), top: telling.logprobs ?? 0 };
    return Array.from({ length: n }, (_, choice): LiveAsk => {
      const name = `${id}.${own}.${i * n + choice}`;
      const decoding = { temperature: request.temperature ?? 1, seed: (seed + choice) % SEEDS };
      return { ...shared, id: name, decoding };
    });
  });
  return { id, prompts, asks, telling };
}

export function checkModel(model: string | null | undefined, served: Served): void {
  if (model == null || model === served.model) return;
  const message = `model: expected ${JSON.stringify(served.model)}, which is served here, found ${JSON.stringify(model.slice(0, 80))}`;
  throw new Refusal(404, message, { param: 'model', code: 'model_not_found' });
}

function tellingOf({ request, logprobs }: Prompted, { vocabSize }: Served): Telling {
  if (logprobs && logprobs.count > TOP)
    throw refuseField(
      logprobs.field,
      `expected at most ${TOP}, the highest that the engine gives, found ${logprobs.count}`,
    );
  if (request.stream_options && !request.stream)
    throw refuseField('stream_options', 'expected stream to be true beside it');
  const stopTokens = new Set(request.stop_token_ids ?? []);
  const beyond = [...stopTokens].find((token) => token >= vocabSize);
  if (beyond !== undefined)
    throw refuseField('stop_token_ids', `expected ids below ${vocabSize}, found ${beyond}`);
  return {
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
    stops: request.stop ?? [],
    includeStop: request.include_stop_str_in_output ?? false,
    logprobs: logprobs?.count ?? null,
    asIds: request.return_tokens_as_token_ids ?? false,
    ids: request.return_token_ids ?? false,
    plans: request.batchmates?.plans ?? false,
    stopTokens,
  };
}

/** What is the same of all choices of a prompt. */
function askOf(
  { request, maxTokens, maxField }: Prompted,
  promptTokens: readonly number[],
  { maxPositions, endTokens }: Served,
): Omit<LiveAsk, 'id' | 'decoding' | 'top'> {
  const left = maxPositions - promptTokens.length;
  if (left < 1) {
    const message = `expected a prompt of fewer tokens than the context's ${maxPositions}, found ${promptTokens.length}`;
    throw new Refusal(400, message, { param: 'prompt', code: 'context_length_exceeded' });
  }
  if (maxTokens !== null && maxTokens > left) {
    const message = `${maxField}: expected at most ${left}, which the context of ${maxPositions} leaves beside ${promptTokens.length} of the prompt, found ${maxTokens}`;
    throw new Refusal(400, message, { param: maxField, code: 'context_length_exceeded' });
  }
  const { batchmates: asked, stop_token_ids, ignore_eos } = request;
  const stopTokens = new Set([...(ignore_eos ? [] : endTokens), ...(stop_token_ids ?? [])]);
  return {
    promptTokens,
    maxNewTokens: maxTokens ?? left,
    stopTokens: [...stopTokens],
    tier: asked?.tier ?? 0,
    set: asked?.set ?? null,
    deterministic: asked?.deterministic ?? false,
    shadow: asked?.shadow ?? false,
  };
}
