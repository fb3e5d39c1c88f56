import { expect, test } from 'vitest';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, words } from './firefox-lab.ts';

describeInFirefox('a lesson in Firefox', (firefox) => {
  test('its live step runs on the device: other contents leave every bit', async () => {
    const { lab, address } = firefox;
    await lab.open(`${address}#learn/neighbours`);
    const step = { css: 'section:has(> h3)', text: /Other contents, same shapes/ };
    await lab.click(button(/^Run on/, step));
    await lab.find({ css: 'section', text: /Other contents, same shapes.*Done\./ }, 200_000);
    const same = words(/= the same 6 tokens, and all [\d,]+ logits bit for bit/, step);
    expect(await lab.count({ ...same, css: 'li' })).toBe(3);
    expect(lab.consoleErrors).toEqual([]);
  });

  test('trades: a scale by keys, and a loud neighbour on the device, whom one scale for all lets through', async () => {
    const { lab, address } = firefox;
    await lab.revisit(`${address}#learn/trades`);
    const step = { css: 'section:has(> h3)', text: /One scale for all/ };
    await lab.focus({ css: 'input[type="range"]', inside: step });
    await lab.page.keyboard.press('End');
    await lab.find(words(/your 2 is lost: it reads as 0\.$/, step));
    await lab.click(button(/^Run on/, step));
    const byRow = { css: 'li', text: /quiet, per-row.*= the same bits: /, inside: step };
    await lab.find(byRow, 200_000);
    expect(await lab.count({ css: 'li', text: /quiet, per-tensor.*≠ other bits/, inside: step })).toBe(1);
    expect(lab.consoleErrors).toEqual([]);
  });

  test('waiting: memory runs out on the CPU engine, and who gives way keeps every bit by invariant kernels', async () => {
    const { lab, address } = firefox;
    await lab.revisit(`${address}#learn/waiting`);
    const step = { css: 'section:has(> h3)', text: /Giving way, for real/ };
    await lab.click({ css: 'label', text: /^on the CPU/, inside: step });
    await lab.click(button(/^Run on/, step));
    await lab.find({ css: 'section', text: /Giving way, for real.*Done\./ }, 200_000);
    expect(await lab.count({ css: 'li', text: /= the same bits/, inside: step })).toBe(2);
    expect(await lab.count({ css: 'li', text: /≠ other bits/, inside: step })).toBe(4);
    expect(lab.consoleErrors).toEqual([]);
  });

  test('leaking: a cache that is warm on the CPU engine leaves every bit by invariant kernels', async () => {
    const { lab, address } = firefox;
    await lab.revisit(`${address}#learn/leaking`);
    const step = { css: 'section:has(> h3)', text: /Warm and cold/ };
    await lab.click({ css: 'label', text: /^on the CPU/, inside: step });
    await lab.click(button(/^Run on/, step));
    await lab.find({ css: 'section', text: /Warm and cold.*Done\./ }, 200_000);
    await lab.find(words(/warm, invariant: 96 of 122 prompt tokens found/, step));
    expect(await lab.count({ css: 'li', text: /= the same bits/, inside: step })).toBe(2);
    expect(lab.consoleErrors).toEqual([]);
  });

  test('the same everywhere: portable e^x has the bits of this page on another compiler’s adapter', async () => {
    const { lab, address } = firefox;
    await lab.revisit(`${address}#learn/same-everywhere`);
    const step = { css: 'section:has(> h3)', text: /A product and a sum/ };
    await lab.click(button(/^Ask this adapter/, step));
    await lab.find(words(/0 of 30 behind the barrier\.$/, step), 60_000);
    await lab.find(words(/Portable e\^x has the same bits in this page and on your adapter, all of them\.$/));
    expect(lab.consoleErrors).toEqual([]);
  });
});
