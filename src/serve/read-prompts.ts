import type { ChatSettings } from '../experiment/chat-schema.ts';
import { encodeChat } from '../lab/encode-chat.ts';
import { ModelError } from '../model/model-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { CompletionRequest } from '../openai/completion-request.ts';
import type { Prompted } from './read-sampling.ts';
import { Refusal, refuseField } from './refusal.ts';
import type { Served } from './served.ts';

/** As OpenAI and vLLM have it where nothing is said. */
const DEFAULT_COMPLETION = 16;

/** Throws Refusal naming the field. */
export function completionPrompts(request: CompletionRequest, served: Served): Prompted {
  const bos = request.add_special_tokens ?? true;
  const prompts = request.prompt.map((prompt, i) => {
    const field = request.prompt.length === 1 ? 'prompt' : `prompt[${i}]`;
    const tokens = prompt.kind === 'tokens' ? prompt.tokens : encoded(prompt.text, bos, field, served);
    if (tokens.length === 0) throw refuseField(field, 'expected at least one token, found none');
    const beyond = tokens.findIndex((token) => token >= served.vocabSize);
    if (beyond >= 0)
      throw refuseField(
        `${field}[${beyond}]`,
        `expected a token id below ${served.vocabSize}, found ${tokens[beyond]}`,
      );
    return tokens;
  });
  const { logprobs, max_tokens } = request;
  return {
    ...{
      request,
      prompts,
      maxTokens: max_tokens ?? DEFAULT_COMPLETION,
      maxField: 'max_tokens',
      prefix: 'cmpl',
    },
    logprobs: logprobs == null ? null : { count: logprobs, field: 'logprobs' },
  };
}

/** Throws Refusal naming the field, and where the model has no template for conversations. */
export function chatPrompts(request: ChatRequest, served: Served): Prompted {
  if (request.add_special_tokens)
    throw refuseField('add_special_tokens', 'expected false or it left out: the template writes them');
  const prompts = [chatTokens(request, served)];
  const { max_tokens, max_completion_tokens, logprobs, top_logprobs } = request;
  if (max_tokens != null && max_completion_tokens != null && max_tokens !== max_completion_tokens)
    throw refuseField(
      'max_tokens',
      `expected max_completion_tokens' ${max_completion_tokens} or it left out, found ${max_tokens}`,
    );
  if (top_logprobs && !logprobs) throw refuseField('top_logprobs', 'expected logprobs to be true beside it');
  return {
    ...{ request, prompts, prefix: 'chatcmpl' },
    maxTokens: max_completion_tokens ?? max_tokens ?? null,
    maxField: max_completion_tokens == null ? 'max_tokens' : 'max_completion_tokens',
    logprobs: logprobs ? { count: top_logprobs ?? 0, field: 'top_logprobs' } : null,
  };
}

type Conversation = Pick<ChatRequest, 'messages' | 'chat_template_kwargs' | 'add_generation_prompt'>;

/** Token ids of a conversation as the model's template writes it. Throws Refusal. */
export function chatTokens(
  { messages, chat_template_kwargs, add_generation_prompt }: Conversation,
  served: Served,
): readonly number[] {
  const { tokenizer, model } = served;
  if (!tokenizer.chat?.templates.has('default')) {
    const message = `messages: ${JSON.stringify(model)} has no chat template; ask /v1/completions with the prompt as it is to be read`;
    throw new Refusal(400, message, { param: 'messages', code: 'no_chat_template' });
  }
  const enableThinking = chat_template_kwargs?.enable_thinking;
  const chat: ChatSettings = {
    ...(add_generation_prompt === false && { addGenerationPrompt: false }),
    ...(enableThinking !== undefined && { enableThinking }),
  };
  const said = messages.map(({ role, content }) => ({ role, content }));
  return unlessRefused('messages', () => encodeChat({ messages: said, chat }, tokenizer).tokens);
}

/** Token ids of a text, beginning token and all. Throws Refusal naming the field. */
export function encoded(text: string, bos: boolean, field: string, { tokenizer }: Served): number[] {
  return unlessRefused(field, () => tokenizer.encode(text, { bos }));
}

/** What a model's files say against a text. */
function unlessRefused<Result>(field: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ModelError) throw refuseField(field, error.message);
    throw error;
  }
}
