import { expect, test } from 'vitest';
import { smallStudy } from '../../src/studies/sweep/testing/small-study.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, labelled, words } from './firefox-lab.ts';

const STATUS = { css: '[data-part="runner-status"]' };
const study = smallStudy({ seeds: 24, tokens: 48 });

describeInFirefox('a study in Firefox', (firefox) => {
  test('survives a reload in its middle, goes on at a press and is reported', async () => {
    const { lab, address } = firefox;
    await lab.open(`${address}#claims/runner`);
    await lab.find(words(/^A study runs job by job/));
    const field = await lab.find({ css: 'input[type="text"]', inside: { css: '[data-part="runner"]' } });
    await field.evaluate((element) => element.focus());
    await lab.page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(study));
    await lab.press('v', 'Control');
    await lab.click(button(/^Open it$/));
    await lab.find({ ...STATUS, text: /^0 of 48 jobs done/ });
    await lab.click({ css: 'label', text: /^CPU/ });
    await lab.click(button(/^Run on this CPU$/));
    await lab.find({ ...STATUS, text: /^Running: [1-9]\d* of 48 jobs, about .* left$/ }, 120_000);

    await lab.page.reload();
    const paused = await lab.text({ ...STATUS, text: /^\d+ of 48 jobs done: paused, about .* left\.$/ });
    const before = Number(/^\d+/.exec(paused)![0]);
    expect(before).toBeGreaterThanOrEqual(1);
    expect(before).toBeLessThan(48);
    await lab.click({ css: 'label', text: /^CPU/ });
    await lab.click(button(/^Continue on this CPU$/));
    await lab.find({ ...STATUS, text: /^Done: all of 48 jobs\.$/ }, 180_000);
    await lab.find({ css: '[data-part="runner-results"]', text: /bits/ });
    expect(await lab.count(labelled('Studies with results in this browser'))).toBe(1);
    expect(lab.consoleErrors).toEqual([]);
  });
});
