import { Tokenizer as Reference } from '@anush008/tokenizers';
import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../model-config.ts';
import { awkwardTexts } from '../testing/awkward-texts.ts';
import { publishedTokenizers } from '../testing/published-tokenizers.ts';
import { tokenizerFamilies } from '../testing/tokenizer-families.ts';
import { createTokenizer } from '../tokenizer.ts';

const TEXTS = awkwardTexts();
const CONFIG = { vocabSize: 1_000_000, bosToken: null } as ModelConfig;

it('the texts are 500, most of them unlike', () => {
  expect(TEXTS).toHaveLength(500);
  expect(new Set(TEXTS).size).toBeGreaterThan(490);
});

describe.each([...tokenizerFamilies(), ...publishedTokenizers()])('$name', ({ json }) => {
  it('has the ids of the reference library, and their text', async () => {
    const ours = createTokenizer(json, {}, CONFIG, 'family');
    const reference = Reference.fromString(JSON.stringify(json));
    const encodings = await reference.encodeBatch(
      // Its texts are UTF-8, which holds no half of a UTF-16 pair.
      TEXTS.map((text) => text.toWellFormed()),
      { addSpecialTokens: false },
    );
    const expected = encodings.map((encoding) => encoding.getIds());
    const decoded = await reference.decodeBatch(expected, true);
    const found = TEXTS.map((text) => ours.encode(text));
    expect(found.map((tokens, i) => ({ text: TEXTS[i], tokens, decoded: ours.decode(tokens) }))).toEqual(
      TEXTS.map((text, i) => ({ text, tokens: expected[i], decoded: decoded[i] })),
    );
  });
});
