import { idModel } from '../../../lab/testing/fake-engine.ts';
import type { LoadedModel } from '../../../model/load.ts';
import type { TextCodec } from '../../../model/tokenizer.ts';

const LETTERS = 26;

/** A token is a letter: 0 is `a`; whatever else a text holds is some letter. */
const letters: TextCodec = {
  ...{ size: LETTERS, chat: null, notes: [] },
  encode: (text) => Array.from(text, (letter) => (letter.codePointAt(0)! + 7) % LETTERS),
  decode: (tokens) => String.fromCodePoint(...tokens.map((token) => token + 97)),
  tokenText: (token) => String.fromCodePoint(token + 97),
};

/** The token that ends texts. */
export const END = 3;

/** A tiny model that is asked texts, for engines that answer without it. */
export function letterModel(): LoadedModel {
  const model = idModel();
  const { checkpoint } = model;
  const config = { ...checkpoint.config, eosTokens: [END] };
  return { ...model, tokenizer: letters, checkpoint: { ...checkpoint, config } };
}
