import type { TextCodec } from '../../model/tokenizer.ts';

/** Ends an answer. */
export const END = 256;
export const BYTE_VOCABULARY = 257;

/** A token a byte, and one that ends a text: characters beyond ASCII are several tokens. `template`: for conversations. */
export function byteCodec(template?: string): TextCodec {
  return {
    size: BYTE_VOCABULARY,
    encode: (text) => Array.from(new TextEncoder().encode(text)),
    decode: (tokens) => new TextDecoder().decode(Uint8Array.from(tokens.filter((token) => token < END))),
    tokenText(token) {
      if (token === END) return '<end>';
      return token < 0x80 ? String.fromCharCode(token) : `\\x${token.toString(16).toUpperCase()}`;
    },
    chat: {
      where: 'bytes',
      templates: new Map(template === undefined ? [] : [['default', template]]),
      variables: {},
      specials: new Map([[END, '<end>']]),
    },
    notes: [],
  };
}
