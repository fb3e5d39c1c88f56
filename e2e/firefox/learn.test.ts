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
});
