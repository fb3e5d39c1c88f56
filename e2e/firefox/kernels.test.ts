import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, labelled, words } from './firefox-lab.ts';

const VERDICT = labelled('Verdict of the test');

describeInFirefox('kernels in Firefox', (firefox) => {
  test('a sweep finds where the bits of row 0 change, and the CPU’s replay gives every one of them', async () => {
    const { lab, address } = firefox;
    await lab.open(`${address}#kernels/matmul/432/70/variant/64/bf16/8`);
    await lab.find({
      ...labelled('Bits of row 0'),
      text: /70 elements differ from M = 1.*A replay of the plan on the CPU gives every one of these bits/,
    });
    await lab.find({ ...labelled('Time'), text: /median.*[µm]s/ });
    await lab.click(button(/^Run M = 1 to 128$/));
    await lab.find(words(/its bits change at M = 2, 33, 65 and 97\./), 120_000);
    expect(lab.consoleErrors).toEqual([]);
  });

  test('the editor: an error at its place, a counterexample, a kernel that holds, one that hangs', async () => {
    const { lab, address } = firefox;
    await lab.open(`${address}#kernels/edit/split-k`);
    await lab.find(words(/Compiles on this device\./));
    const rewrite = async (from: string, to: string) => {
      const original = await readFile('shaders/learn/split_k.wgsl', 'utf8');
      expect(original).toContain(from);
      await lab.pasteOver({ css: '[role=textbox]', text: /^WGSL of/ }, original.replace(from, to));
    };
    await rewrite('var total = 0.0;', 'var total = nothing;');
    await lab.find(words(/Does not compile: 1 error\./));
    await lab.find({ css: 'li', text: /error: .*`nothing`$/ });
    await lab.click(button(/^line 33, column 15$/));
    await lab.click(button(/^Back to the original$/));
    await lab.find(words(/Compiles on this device\./));

    const run = button(/^Run the test$/);
    await lab.click(run);
    await lab.find({ ...VERDICT, text: /No: at M = 9 the bits are others\./ }, 120_000);
    // Its splits no longer follow M.
    await rewrite('return max(1u, BUSY / tiles);', 'return max(1u, BUSY / max(1u, 0u * tiles));');
    await lab.click(run);
    await lab.find({ ...VERDICT, text: /Yes, as far as tested\./ }, 120_000);
    await rewrite('split < count; split++', 'split < count; split += 0u');
    await lab.click(run);
    await lab.find({ ...VERDICT, text: /Stopped at M = 1: its loops did not end in time\./ }, 120_000);
    // Firefox tells the console of every text that does not compile, with a picture of the place.
    const others = lab.consoleErrors.filter((error) => !/shader module "edited"|Shader 'edited'/.test(error));
    expect(others).toEqual([]);
  });
});
