import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referenceLogits } from './cpu/f64.ts';
import { CASE_NAMES, ggufCase, readCase, TOKENS } from './testing/gguf-cases.ts';

/** What llama.cpp wrote greedily, a line for each prompt of each case: kept by `npm run test:llama`. */
const GOLDEN = readFileSync(new URL('testing/llama-cpp-golden.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const cut = line.lastIndexOf(':');
    return {
      name: line.slice(0, cut),
      tokens: line
        .slice(cut + 1)
        .trim()
        .split(' ')
        .map(Number),
    };
  });

it('has every case', () => {
  expect([...new Set(GOLDEN.map(({ name }) => name))]).toEqual(CASE_NAMES);
});

it.each(CASE_NAMES)(
  '%s: a GGUF file that was written and read back gives the greedy tokens of llama.cpp',
  async (name) => {
    const each = await ggufCase(name);
    const checkpoint = await readCase(each);
    const golden = GOLDEN.filter((line) => line.name === name);
    for (const [i, prompt] of each.prompts.entries()) {
      const { tokens } = golden[i];
      expect(tokens).toHaveLength(TOKENS);
      const logits = await referenceLogits(checkpoint, [...prompt, ...tokens.slice(0, -1)], {
        from: prompt.length - 1,
      });
      // Where its logits are a distance away, it may prefer a token that is less than twice as far below our best.
      const behind = logits.map((row, at) => row.reduce((most, x) => Math.max(most, x)) - row[tokens[at]]);
      expect(Math.max(...behind)).toBeLessThan(2 * each.tolerance);
      // Equal, where nothing but the order of sums differs.
      if (each.tolerance <= 1e-4) expect(Math.max(...behind)).toBe(0);
    }
  },
);
