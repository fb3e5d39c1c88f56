import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';

const ROW = readFileSync(new URL('../shaders/matmul_row.wgsl', import.meta.url), 'utf8');

test('a link that carries WGSL shows it and runs none of it before the visitor says yes', async ({
  page,
}) => {
  const lab = new LabPage(page);
  const { arms, ...rest } = shortExperiment(2);
  await lab.open({
    ...rest,
    model: { name: 'pico' },
    arms: [arms[0], { ...arms[1], shaders: { matmul: 'theirs' } }],
    shaders: [{ name: 'theirs', like: 'matmul_row', source: `// of a stranger\n${ROW}` }],
  });
  const kernel = page.getByRole('article', { name: 'Own kernel theirs' });
  await expect(kernel.first()).toContainText('Not tested here yet');
  await lab.runButton.click();
  const dialog = page.getByRole('dialog', { name: 'Run kernels that are not the lab’s?' });
  await expect(dialog.getByRole('textbox', { name: 'WGSL of theirs' })).toContainText('// of a stranger');
  await dialog.getByRole('button', { name: 'Do not run' }).click();
  await expect(dialog).toBeHidden();
  await expect(lab.status).not.toHaveText(/^(Running|Done|Failed)/);
  await lab.runButton.click();
  await dialog.getByRole('button', { name: 'Run it' }).click();
  await lab.waitUntilDone();
  await expect(kernel.first()).toContainText('Tested here: invariant as far as tested');
  await expect(page.getByText(/order unknown, not certified; tested here: theirs/).first()).toBeVisible();
  await lab.runButton.click();
  await expect(dialog).toBeHidden();
  await lab.waitUntilDone();
  expect(lab.consoleErrors).toEqual([]);
});
