import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../model/config.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { writeGguf } from '../model/gguf/write/write-gguf.ts';
import { onlyFile } from '../model/gguf-file.ts';
import { loadModel } from '../model/load.ts';
import { randomTokenizerJson } from '../model/random-tokenizer.ts';
import { largestDifference } from '../model/testing/nano.ts';
import { syntheticOf } from '../model/testing/synthetic.ts';
import { referenceLogits } from './cpu/f64.ts';
import { llamaAnswer, openLlamaCpp, withModel } from './testing/llama-cpp.ts';

/** `enum llama_ftype`; of most its tool keeps some tensors in Q6_K. */
const FTYPES = { Q4_0: 2, Q4_1: 3, Q8_0: 7, Q5_0: 8, Q5_1: 9, Q4_K_M: 15, Q5_K_M: 17, Q6_K: 18, BF16: 32 };

/** One layer, whose rows are whole blocks of 256: nothing amplifies how llama.cpp rounds activations. */
const CONFIG = {
  ...{
    model_type: 'llama',
    hidden_size: 256,
    num_hidden_layers: 1,
    num_attention_heads: 8,
    num_key_value_heads: 2,
  },
  ...{
    head_dim: 32,
    intermediate_size: 512,
    vocab_size: 300,
    max_position_embeddings: 256,
    rms_norm_eps: 1e-5,
  },
};
const PROMPT = Array.from({ length: 30 }, (_, i) => (i * 37 + 11) % CONFIG.vocab_size);
const TOKENS = 16;
/** What rounding activations to Q8 makes of logits whose largest is about 3. */
const TOLERANCE = 0.1;

it('files that llama.cpp quantised are read as it reads them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gguf-'));
  const llama = await openLlamaCpp();
  try {
    const source = join(folder, 'f32.gguf');
    writeFileSync(source, f32File());
    for (const [name, ftype] of Object.entries(FTYPES)) {
      const file = `${name}.gguf`;
      const path = join(folder, file);
      execFileSync('python3', ['training/gguf/quantise.py', source, path, String(ftype)], {
        stdio: 'ignore',
      });
      const { checkpoint } = await loadModel(onlyFile(nodeModelFiles(folder), file), name, {
        needsText: false,
      });
      const { tokens, logits } = await withModel(llama, path, (model) => llamaAnswer(model, PROMPT, TOKENS));
      const fed = [...PROMPT, ...tokens.slice(0, -1)];
      const exact = await referenceLogits(checkpoint, fed, { from: PROMPT.length - 1 });
      const far = logits.map((row, i) => largestDifference(row, exact[i]));
      // biome-ignore lint/suspicious/noConsole: figures for docs/gguf.md.
      console.log(`${name}: logits within ${Math.max(...far).toExponential(1)} of f64`);
      expect(Math.max(...far), name).toBeLessThan(TOLERANCE);
    }
  } finally {
    await llama.dispose();
    rmSync(folder, { recursive: true });
  }
});

function f32File(): Uint8Array {
  const checkpoint = syntheticOf(parseConfig(CONFIG, 'small'), { seed: 5, dtype: 'F32' });
  const tokenizer = { json: randomTokenizerJson(CONFIG.vocab_size), settings: {} };
  const special = { bos: null, ends: [], addBos: false };
  return Buffer.concat([...writeGguf({ name: 'small', checkpoint, tokenizer, special }, 'f32')]);
}
