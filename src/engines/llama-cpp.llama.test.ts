import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { largestDifference } from '../model/testing/nano.ts';
import { referenceLogits } from './cpu/f64.ts';
import { forcedLogits } from './testing/ggml-arithmetic.ts';
import { CASE_NAMES, ggufCase, readCase, TOKENS } from './testing/gguf-cases.ts';
import { llamaAnswer, openLlamaCpp, withModel } from './testing/llama-cpp.ts';

/** Kept for `gguf-golden.test.ts`, which runs without llama.cpp; written anew by `npm run test:llama -- -u`. */
const GOLDEN = './testing/llama-cpp-golden.json';

const folder = mkdtempSync(join(tmpdir(), 'gguf-'));
let llama: Awaited<ReturnType<typeof openLlamaCpp>>;
beforeAll(async () => {
  llama = await openLlamaCpp();
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true });
});

it('llama.cpp reads the files that this lab writes as the lab does', async () => {
  const golden: Record<string, unknown> = {};
  for (const name of CASE_NAMES) golden[name] = await compared(name);
  await expect(`${JSON.stringify(golden, null, 1)}\n`).toMatchFileSnapshot(GOLDEN);
});

/** llama.cpp's greedy tokens, after each prompt; prints how far its logits are from ours. */
async function compared(name: string): Promise<number[][]> {
  const each = await ggufCase(name);
  const checkpoint = await readCase(each);
  const path = join(folder, 'model.gguf');
  writeFileSync(path, each.file);
  return await withModel(llama, path, async (model) => {
    const answers: number[][] = [];
    const far = { f64: 0, alike: 0, same: 0 };
    for (const prompt of each.prompts) {
      const { tokens, logits } = await llamaAnswer(model, prompt, TOKENS);
      const fed = [...prompt, ...tokens.slice(0, -1)];
      const exact = await referenceLogits(checkpoint, fed, { from: prompt.length - 1 });
      const alike = forcedLogits(checkpoint, fed, prompt.length - 1);
      logits.forEach((row, i) => {
        far.f64 = Math.max(far.f64, largestDifference(row, exact[i]));
        far.alike = Math.max(far.alike, largestDifference(row, alike[i]));
        if (greatest(exact[i]) === tokens[i]) far.same++;
      });
      answers.push([...tokens]);
    }
    const of = each.prompts.length * TOKENS;
    // biome-ignore lint/suspicious/noConsole: figures for docs/gguf.md.
    console.log(
      `${name}: ${far.same} of ${of} tokens, logits within ${far.f64.toExponential(1)} of f64, ${far.alike.toExponential(1)} of f64 with activations rounded as ggml does`,
    );
    expect(far.f64, name).toBeLessThan(each.tolerance);
    return answers;
  });
}

function greatest(row: ArrayLike<number>): number {
  let best = 0;
  for (let token = 1; token < row.length; token++) if (row[token] > row[best]) best = token;
  return best;
}
