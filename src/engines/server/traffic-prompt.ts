import { ExperimentError } from '../../experiment/errors.ts';
import { generateNoise } from '../../experiment/noise.ts';
import type { Experiment, ExperimentRequest } from '../../experiment/schema.ts';
import type { ServerEntry } from '../../openai/servers.ts';
import type { ServerGifts } from './probe-server.ts';
import type { ServerPrompt } from './server-types.ts';

export interface PromptLength {
  readonly tokens: number;
  /** They are ids; else guessed. */
  readonly counted: boolean;
}

export interface TrafficPrompt {
  readonly prompt: ServerPrompt;
  /** Fields beside it. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly length: PromptLength;
  readonly notTold: readonly string[];
}

/** What a tokenizer that is not here averages. */
const CHARACTERS_PER_TOKEN = 4;

interface Setting {
  readonly server: ServerEntry | null;
  readonly gives: ServerGifts | null;
}

/** What a request asks, as a server takes it. Throws ExperimentError where it takes no such prompt. */
export function promptOf(request: ExperimentRequest, at: number, { server, gives }: Setting): TrafficPrompt {
  const refuse = (field: string, words: string) =>
    new ExperimentError([`requests[${at}].${field} (${request.id}): ${words}`]);
  if (request.messages) {
    if (gives && !gives.chat) throw refuse('messages', 'this server has no chat completions');
    return chatPrompt(request, request.messages, server);
  }
  if (request.promptIds) {
    if (gives && !gives.tokenPrompts)
      throw refuse('promptIds', 'this server takes no token ids as a prompt; write the text');
    const length = { tokens: request.promptIds.length, counted: true };
    return { prompt: { kind: 'tokens', tokens: request.promptIds }, extra: {}, length, notTold: [] };
  }
  const text = textOf(request);
  if (gives && !gives.completions) return asChat(request.id, text);
  return {
    prompt: { kind: 'text', text },
    ...beginning(request, server),
    length: guessed(text),
  };
}

function textOf(request: ExperimentRequest): string {
  if (request.prompt !== undefined) return request.prompt;
  const { tokens, ...noise } = request.noise!;
  // Four characters stand for a token, whatever the server's tokenizer makes of them.
  const rough = (text: string) =>
    Array.from({ length: Math.floor(text.length / CHARACTERS_PER_TOKEN) }, (_, i) => i);
  const { text } = generateNoise({ ...noise, tokens }, rough);
  return text.slice(0, tokens * CHARACTERS_PER_TOKEN);
}

/** That the lengths of noise are none that a tokenizer counted. */
export function noiseWords({ requests }: Pick<Experiment, 'requests'>): string[] {
  return requests.some(({ noise }) => noise)
    ? ['Noise is as long as its tokens at four characters each: the server’s own tokenizer is not here.']
    : [];
}

function chatPrompt(
  request: ExperimentRequest,
  messages: NonNullable<ExperimentRequest['messages']>,
  server: ServerEntry | null,
): TrafficPrompt {
  const { enableThinking, ...rest } = request.chat ?? {};
  const knows = server === null || ['vllm', 'sglang', 'llama.cpp', 'batchmates'].includes(server.id);
  const thinking = enableThinking !== undefined && knows;
  const left = [...Object.keys(rest), ...(enableThinking !== undefined && !knows ? ['enableThinking'] : [])];
  return {
    prompt: { kind: 'chat', messages },
    extra: thinking ? { chat_template_kwargs: { enable_thinking: enableThinking } } : {},
    length: guessed(messages.map(({ content }) => content).join('')),
    notTold:
      left.length === 0 ? [] : [`Request \`${request.id}\`: \`chat.${left.join('`, `chat.')}\` is not told.`],
  };
}

function asChat(id: string, text: string): TrafficPrompt {
  return {
    prompt: { kind: 'chat', messages: [{ role: 'user', content: text }] },
    extra: {},
    length: guessed(text),
    notTold: [
      `Request \`${id}\`: the server has no completions, so that its prompt is sent as what a user says in a chat.`,
    ],
  };
}

/** Whether the model's beginning-of-text token comes first. */
function beginning({ id, bos }: ExperimentRequest, server: ServerEntry | null) {
  if (bos) return { extra: {}, notTold: [] };
  if (server !== null && ['vllm', 'batchmates'].includes(server.id))
    return { extra: { add_special_tokens: false }, notTold: [] };
  return {
    extra: {},
    notTold: [`Request \`${id}\`: that no beginning-of-text token comes first is not told.`],
  };
}

function guessed(text: string): PromptLength {
  return { tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN), counted: false };
}
