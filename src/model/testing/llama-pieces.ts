/** How tokenizers after SentencePiece, as Llama's tokenizer.json has them, spell a text: U+2581 is a space, and one goes in front. */

/** Entries that stand for bytes, in order. */
export const BYTE_PIECES: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

export const PIECE_DECODER = {
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    { type: 'Strip', content: ' ', start: 1, stop: 0 },
  ],
};

/** All of Llama 2's file but its tokens and its model. */
export const LLAMA_PARTS = {
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: null,
  post_processor: null,
  decoder: PIECE_DECODER,
};

/** Of the model: what becomes of a character without an entry. */
export const PIECES = { unk_token: '<unk>', fuse_unk: true, byte_fallback: true };
