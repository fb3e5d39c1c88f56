import { expect, test } from '@playwright/test';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { card, cards, undo } from './composer.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

const COMPOSED = 'batchmates.composed';

test('the experiment being composed survives a reload, and what is no experiment is put aside', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByText('Title and sampling').click();
  await page.getByRole('textbox', { name: 'Title' }).fill('My own needle');
  await expect
    .poll(() => page.evaluate((place) => localStorage.getItem(place), COMPOSED))
    .toContain('My own');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'My own needle' })).toBeVisible();
  await expect(page.getByText('Restored from your last visit.')).toBeVisible();
  await expect(undo(page)).toBeDisabled();

  await page.goto('about:blank');
  await lab.open(shortExperiment(4));
  await expect(page.getByRole('heading', { name: 'A short run' })).toBeVisible();
  await expect(page.getByText('Your last experiment, My own needle, is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(page.getByRole('heading', { name: 'My own needle' })).toBeVisible();
  await page.goto('about:blank');
  await lab.open();
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByRole('heading', { name: 'The needle' })).toBeVisible();

  await page.goto('about:blank');
  await page.addInitScript((place) => localStorage.setItem(place, '{"version":1,"id":"x"}'), COMPOSED);
  await lab.open();
  await expect(page.getByRole('heading', { name: 'The needle' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(page.getByText('it was put aside')).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
});

test('presets open with one click from a gallery of pictures', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByRole('button', { name: 'Presets…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Presets' });
  const presets = dialog.locator('[data-part="preset"]');
  await expect(presets.first()).toBeVisible();
  await expect(presets.locator('svg')).toHaveCount(await presets.count());
  await dialog.getByRole('button', { name: /A batchmate arrives late/ }).click();
  await expect(page.getByRole('heading', { name: 'A batchmate arrives late' })).toBeVisible();
  await expect(card(page, 'code-2').locator('../..')).toContainText('joins at step 12');

  // From the same place, a link as a mail leaves it.
  const link = encodeLink(parsePayload({ experiment: shortExperiment(4) }));
  await page.getByRole('button', { name: 'Presets…' }).click();
  await dialog.getByRole('button', { name: 'Open link…' }).click();
  const form = page.getByRole('dialog', { name: 'Open a link' });
  const mail = `Look:\n> https://example.org/lab/${link.match(/.{1,70}/g)?.join('\n> ')}\n\nYours`;
  await form.getByRole('textbox').fill(mail.replace('#v1.', '#v1.$'));
  await form.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(form.getByText('its character 5 is "$", which no link has')).toBeVisible();
  await form.getByRole('textbox').fill(mail);
  await form.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'A short run' })).toBeVisible();
});

test('a file is dropped anywhere; a refusal names the field and keeps the work', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const drop = async (name: string, json: unknown) => {
    const transfer = await page.evaluateHandle(
      ([file, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], file, { type: 'application/json' }));
        return data;
      },
      [name, JSON.stringify(json)] as const,
    );
    await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
    await expect(page.getByText('Drop an experiment or a model to open it')).toBeVisible();
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  };
  await drop('wrong.json', { ...shortExperiment(4), arms: [{ name: 'alone', requests: ['ghost'] }] });
  await expect(page.getByRole('alert')).toContainText('wrong.json: arms[0].kernels');
  await expect(page.getByRole('heading', { name: 'The needle' })).toBeVisible();
  await drop('right.json', shortExperiment(4));
  await expect(page.getByRole('heading', { name: 'A short run' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('a link pasted over unsaved work offers to bring that back', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByText('Title and sampling').click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Half done');
  const link = encodeLink(parsePayload({ experiment: shortExperiment(4) }));
  await page.evaluate((fragment) => {
    location.hash = fragment;
  }, link);
  await expect(page.getByRole('heading', { name: 'A short run' })).toBeVisible();
  await expect(page.getByText('Your last experiment, Half done, is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(page.getByRole('heading', { name: 'Half done' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Bring it back' })).toHaveCount(0);
});

test('a link that hides the controls leaves a batch to read', async ({ page }) => {
  const view = { embed: false, hide: ['compose', 'arms', 'presets'] };
  await page.goto(`/${encodeLink(parsePayload({ experiment: shortExperiment(4), view }))}`);
  await expect(cards(page)).toHaveCount(2);
  await expect(cards(page).first()).toContainText('Once upon a time');
  for (const name of ['Presets…', 'Open file…', 'Undo', 'Add noise', 'Add arm', 'Drag mate']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
});
