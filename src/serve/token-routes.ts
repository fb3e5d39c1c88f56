import type { z } from 'zod';
import type { detokenizeRequestSchema, TokenizeRequest } from '../openai/token-requests.ts';
import { chatTokens, encoded } from './read-prompts.ts';
import { checkModel } from './read-sampling.ts';
import { refuseField } from './refusal.ts';
import type { Served } from './served.ts';

/** What vLLM's /tokenize answers. Throws Refusal naming the field. */
export function tokenize(request: TokenizeRequest, served: Served) {
  checkModel(request.model, served);
  const { prompt, messages, add_special_tokens, return_token_strs } = request;
  if ((prompt == null) === (messages == null))
    throw refuseField('prompt', 'expected a prompt or messages, one of the two');
  const tokens = messages
    ? chatTokens({ ...request, messages }, served)
    : encoded(prompt!, add_special_tokens ?? true, 'prompt', served);
  const strings = return_token_strs ? tokens.map((token) => served.tokenizer.tokenText(token)) : null;
  return { count: tokens.length, max_model_len: served.maxPositions, tokens, token_strs: strings };
}

/** What vLLM's /detokenize answers. Throws Refusal naming the field. */
export function detokenize({ model, tokens }: z.output<typeof detokenizeRequestSchema>, served: Served) {
  checkModel(model, served);
  const beyond = tokens.findIndex((token) => token >= served.vocabSize);
  if (beyond >= 0)
    throw refuseField(
      `tokens[${beyond}]`,
      `expected a token id below ${served.vocabSize}, found ${tokens[beyond]}`,
    );
  return { prompt: served.tokenizer.decode(tokens) };
}
