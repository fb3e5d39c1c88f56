import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { smallModel } from '../model/gguf/testing/small-models.ts';
import { writeGguf } from '../model/gguf/write/write-gguf.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { awkwardTexts } from '../model/testing/awkward-texts.ts';
import { publishedTokenizers } from '../model/testing/published-tokenizers.ts';
import { syntheticOf } from '../model/testing/synthetic.ts';
import { tokenizerFamilies } from '../model/testing/tokenizer-families.ts';
import { createTokenizer } from '../model/tokenizer.ts';
import { openLlamaCpp, withModel } from './testing/llama-cpp.ts';

/**
 * Tokenizers that llama.cpp has a name or a kind for, and how many texts it cuts otherwise: those that NFC changes, which it leaves out for Qwen, and
 * some where its pattern of GPT-4o's takes other letters for upper and lower case.
 */
const KNOWN = {
  ...{ 'GPT-2': 0, 'Llama 3': 0, 'Qwen 2': 70, 'GPT-4o': 4, SmolLM: 0 },
  ...{ 'GPT-2 as published': 0, 'Mistral as published': 0 },
};

const TEXTS = awkwardTexts()
  .map((text) => text.toWellFormed())
  // A C string ends at NUL.
  .filter((text) => !text.includes('\0'));

interface Json {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

it('llama.cpp cuts texts as the tokenizers that this lab writes do', async () => {
  const families = [...tokenizerFamilies(), ...publishedTokenizers()];
  const folder = mkdtempSync(join(tmpdir(), 'gguf-'));
  const llama = await openLlamaCpp();
  const others: Record<string, number> = {};
  try {
    for (const name of Object.keys(KNOWN)) {
      const json = plain(families.find((each) => each.name === name)!.json as Json);
      const ids = [...Object.values(json.model.vocab), ...json.added_tokens.map(({ id }) => id)];
      const config = { ...smallModel('one layer').config, vocabSize: Math.max(...ids) + 1 };
      const path = join(folder, 'model.gguf');
      writeFileSync(path, fileOf(config, json));
      const own = createTokenizer(json, {}, config, name);
      others[name] = await withModel(llama, path, (model) => {
        const unlike = TEXTS.filter(
          (text) => String(model.tokenize(text, true)) !== String(own.encode(text)),
        );
        if (name === 'Qwen 2') expect(unlike.filter((text) => text.normalize('NFC') === text)).toEqual([]);
        // biome-ignore lint/suspicious/noConsole: figures for docs/gguf.md.
        console.log(`${name}: ${unlike.length} of ${TEXTS.length} texts otherwise`);
        return Promise.resolve(unlike.length);
      });
    }
  } finally {
    await llama.dispose();
    rmSync(folder, { recursive: true });
  }
  expect(others).toEqual(KNOWN);
});

/** Files do not say which white space an added token takes in. */
function plain({ added_tokens, ...json }: Json): Json {
  return { ...json, added_tokens: added_tokens.map((token) => ({ ...token, lstrip: false, rstrip: false })) };
}

function fileOf(config: ModelConfig, json: Json): Uint8Array {
  const checkpoint = syntheticOf(config, { seed: 1, dtype: 'F16' });
  const special = { bos: null, ends: [], addBos: false };
  const content = { name: 'small', checkpoint, tokenizer: { json, settings: {} }, special };
  return Buffer.concat([...writeGguf(content, null)]);
}
