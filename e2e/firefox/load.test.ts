import { expect, test } from 'vitest';
import { encodeLink } from '../../src/experiment/link.ts';
import { parsePayload } from '../../src/experiment/link-payload.ts';
import { smallCrowd } from '../../src/ui/pages/load/testing/small-crowd.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, words } from './firefox-lab.ts';

const STATUS = { css: '[data-part="load-status"]' };
/** By a real clock a run cannot be over before it is held. */
const crowd = { ...smallCrowd, clock: { kind: 'real', speed: 1 } } as const;

describeInFirefox('the page Load in Firefox', (firefox) => {
  test('runs a crowd, is held, stepped and switched, and leads from a token to its step by keyboard', async () => {
    const { lab, address } = firefox;
    const link = encodeLink(parsePayload({ experiment: crowd })).slice(1);
    await lab.open(`${address}#load/${link}`);
    await lab.click({ css: 'label', text: /^CPU/ });
    await lab.click(button(/^Turn the crowd loose$/));
    await lab.find({ ...STATUS, text: /^Running: / }, 120_000);
    await lab.click(button(/^Pause$/));
    const held = await lab.text({ ...STATUS, text: /^Held: / });
    await lab.click(button(/^Step$/));
    await lab.page.waitForFunction(
      (before) => document.querySelector('[data-part="load-status"]')!.textContent !== before,
      {},
      held,
    );
    const policy = await lab.find({ css: 'select', text: /shortest first/ });
    await policy.select('shortest');
    await lab.click(button(/^Play$/));
    await lab.find({ ...STATUS, text: /^Done: 1\d\d requests in .* of the real clock/ }, 120_000);
    await lab.find(words(/^Switched on the way: shortest first at/));

    await lab.focus({ css: '[aria-label="Tokens of the watched request"] button' });
    await lab.page.keyboard.press('ArrowRight');
    await lab.find(words(/^Token 1 of probe was there/));
    expect(lab.consoleErrors).toEqual([]);
  });
});
