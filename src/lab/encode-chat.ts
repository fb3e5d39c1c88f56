import type { ChatMessage, ChatSettings } from '../experiment/chat-schema.ts';
import { type RenderedChat, renderChat } from '../model/chat/render.ts';
import type { TextCodec } from '../model/tokenizer.ts';

/** Messages as the model takes them. */
export interface EncodedChat extends RenderedChat {
  readonly tokens: readonly number[];
}

export interface Chat {
  readonly messages: readonly ChatMessage[];
  readonly chat?: ChatSettings | undefined;
}

/**
 * Renders messages and puts the text into tokens. No begin token is put in front: templates that want one write it, as in the
 * reference library. Throws what `renderChat` throws, and ModelError for a text that the vocabulary cannot hold.
 */
export function encodeChat({ messages, chat }: Chat, tokenizer: TextCodec): EncodedChat {
  // A tokenizer that could not be read says why where it is asked for a text.
  if (tokenizer.chat === null) return { text: '', marked: '', date: null, tokens: tokenizer.encode('') };
  const rendered = renderChat(tokenizer.chat, messages, chat);
  const { text, marked } = rendered;
  return { ...rendered, tokens: tokenizer.encode(text, { bos: false, marked }) };
}

/** A piece of a rendered conversation: a special token, or the text between two. */
export interface ChatPiece {
  readonly text: string;
  readonly special: boolean;
}

/** A rendered conversation cut at the special tokens that it holds, as they were read. */
export function chatPieces(
  { text, marked, tokens }: EncodedChat,
  specials: ReadonlyMap<number, string>,
): ChatPiece[] {
  const pieces: ChatPiece[] = [];
  let done = 0;
  const between = (end: number): void => {
    if (end > done) pieces.push({ text: text.slice(done, end), special: false });
  };
  for (const token of tokens) {
    const spelling = specials.get(token);
    if (spelling === undefined) continue;
    let at = text.indexOf(spelling, done);
    while (at >= 0 && marked.slice(at, at + spelling.length) !== spelling)
      at = text.indexOf(spelling, at + 1);
    if (at < 0) continue;
    between(at);
    pieces.push({ text: spelling, special: true });
    done = at + spelling.length;
  }
  between(text.length);
  return pieces;
}
