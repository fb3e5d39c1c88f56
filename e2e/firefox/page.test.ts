import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shortExperiment } from '../short-experiment.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, words } from './firefox-lab.ts';

const DIALOG = { css: 'dialog[open]' };

describeInFirefox('the page in Firefox', (firefox) => {
  test('keys that are Firefox’s own open the palette and run what is chosen', async () => {
    const { lab, address } = firefox;
    await lab.open(address, shortExperiment(2));
    await lab.click({ css: 'label', text: /^CPU/ });
    await lab.press('k', 'Control');
    await lab.find({ css: 'input:focus', inside: DIALOG });
    await lab.page.keyboard.type('run the exp');
    await lab.find({ css: '[role=option]', text: /Run the experiment/, inside: DIALOG });
    await lab.page.keyboard.press('Enter');
    await lab.untilGone(DIALOG);
    await lab.waitUntilDone();
    expect(lab.consoleErrors).toEqual([]);
  });

  test('a dialog closes on Escape and gives the focus back', async () => {
    const { lab } = firefox;
    const settings = button(/^Settings$/);
    await lab.focus(settings);
    await lab.page.keyboard.press('Enter');
    await lab.find({ ...DIALOG, text: /Settings/ });
    await lab.page.keyboard.press('Escape');
    await lab.untilGone(DIALOG);
    const hasFocus = await (await lab.find(settings)).evaluate((of) => of === document.activeElement);
    expect(hasFocus).toBe(true);
  });

  test('a file is opened, and a faulty one refused at its field', async () => {
    const { lab } = firefox;
    const folder = await mkdtemp(join(tmpdir(), 'batchmates-files-'));
    const offer = async (name: string, experiment: object) => {
      const path = join(folder, name);
      await writeFile(path, JSON.stringify(experiment));
      await (await lab.page.$<'input'>('input[type=file]' as 'input'))!.uploadFile(path);
    };
    await offer('wrong.json', { ...shortExperiment(4), compare: [['alone', 'nobody']] });
    await lab.find(words(/wrong\.json: compare\[0\]\[1\]/));
    await offer('sound.json', { ...shortExperiment(4), title: 'From a file' });
    await lab.find(words(/^From a file$/));
  });

  test.each([
    ['desktop', { width: 1440, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const)('nothing is wider than the page, %s', async (_, viewport) => {
    const { lab, address } = firefox;
    await lab.page.setViewport(viewport);
    for (const place of [
      '',
      '#learn',
      '#learn/floats',
      '#kernels',
      '#kernels/edit/split-k',
      '#bench',
      '#census',
    ]) {
      await lab.revisit(`${address}${place}`);
      await lab.find({ css: 'main h2' });
      const over = await lab.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect({ place, over }).toEqual({ place, over: 0 });
    }
    expect(lab.consoleErrors).toEqual([]);
  });
});
