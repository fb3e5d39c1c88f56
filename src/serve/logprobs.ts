import type { TextCodec } from '../model/tokenizer.ts';
import { tokenIdText } from '../openai/token-id-text.ts';
import type { SpokenToken } from './tell-choice.ts';

/** How tokens are named in log probabilities. */
export type NameOf = (token: number) => string;

export function nameOf(tokenizer: TextCodec, asIds: boolean): NameOf {
  return asIds ? tokenIdText : (token) => tokenizer.tokenText(token);
}

/** Of completions: lists beside each other. Of two alternatives with one name the likelier is told. */
export function completionLogprobs(tokens: readonly SpokenToken[], count: number, name: NameOf) {
  return {
    text_offset: tokens.map(({ offset }) => offset),
    tokens: tokens.map(({ token }) => name(token)),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: tokens.map((token) => {
      const told: Record<string, number> = {};
      for (const { token: id, logit } of [...token.top.slice(0, count)].reverse()) told[name(id)] = logit;
      // The chosen one is always among them, as in OpenAI's protocol, which may make one more.
      told[name(token.token)] = token.logprob;
      return told;
    }),
  };
}

/** Of chats: a list of tokens. */
export function chatLogprobs(tokens: readonly SpokenToken[], count: number, name: NameOf) {
  return {
    content: tokens.map(({ token, logprob, top }) => ({
      ...named(token, logprob, name),
      top_logprobs: top.slice(0, count).map(({ token: id, logit }) => named(id, logit, name)),
    })),
  };
}

const UTF8 = new TextEncoder();

/** `bytes`: null of a token that is no whole character, whose name spells them out. */
function named(id: number, logprob: number, name: NameOf) {
  const token = name(id);
  return { token, logprob, bytes: /\\x[0-9A-F]{2}/.test(token) ? null : Array.from(UTF8.encode(token)) };
}
