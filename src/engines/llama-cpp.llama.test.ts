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
const GOLDEN = './testing/llama-cpp-golden.txt';

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
  const lines: string[] = [];
  for (const name of CASE_NAMES)
    for (const tokens of await compared(name)) lines.push(`${name}: ${tokens.join(' ')}\n`);
  await expect(lines.join('')).toMatchFileSnapshot(GOLDEN);
});

/** llama.cpp's greedy tokens, after each prompt; prints how far its logits are from ours. */
async function compared(name: string): Promise<number[][]> {
  const each = await ggufCase(name);
  const checkpoint = await readCase(each);
  const path = join(folder, 'model.gguf');
  writeFileSync(path, each.file);
  return await withModel(llama, path, async (model) => {
    const answers: number[][] = [];
    const far = { f64: 0, alike: 0, rounding: 0, same: 0 };
    for (const prompt of each.prompts) {
      const { tokens, logits } = await llamaAnswer(model, prompt, TOKENS);
      const fed = [...prompt, ...tokens.slice(0, -1)];
      const exact = await referenceLogits(checkpoint, fed, { from: prompt.length - 1 });
      const alike = forcedLogits(checkpoint, fed, prompt.length - 1);
      logits.forEach((row, i) => {
        far.f64 = Math.max(far.f64, largestDifference(row, exact[i]));
        far.alike = Math.max(far.alike, largestDifference(row, alike[i]));
        far.rounding = Math.max(far.rounding, largestDifference(exact[i], alike[i]));
        if (greatest(exact[i]) === tokens[i]) far.same++;
      });
      answers.push([...tokens]);
    }
    const of = each.prompts.length * TOKENS;
    // biome-ignore lint/suspicious/noConsole: figures for docs/gguf.md.
    console.log(
      `${name}: ${far.same} of ${of} tokens; logits within ${words(far.f64)} of f64; of f64 with activations rounded as ggml does, which is itself ${words(far.rounding)} from f64, within ${words(far.alike)}`,
    );
    expect(far.f64, name).toBeLessThan(each.tolerance);
    expect(far.alike, name).toBeLessThan(each.explained);
    return answers;
  });
}

const words = (distance: number) => distance.toExponential(1);

function greatest(row: ArrayLike<number>): number {
  let best = 0;
  for (let token = 1; token < row.length; token++) if (row[token] > row[best]) best = token;
  return best;
}
