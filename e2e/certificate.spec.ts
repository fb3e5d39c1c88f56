import { expect, type Page, test } from '@playwright/test';
import { type Certificate, type CertificateCase, cellsOf } from '../src/studies/certificate/certificate.ts';
import { LabPage } from './lab-page.ts';
import { violationsOf } from './violations.ts';

test('the full certificate runs on demand, shows its cases and is cancelled like a run', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByRole('button', { name: 'Test this adapter' }).click();
  await expect(lab.status).toHaveText(/^Checking on this adapter .*: [1-9]\d* cases?$/, { timeout: 90_000 });
  await lab.cancelButton.click();
  await expect(lab.status).toHaveText('The model is made ready when you first run.', { timeout: 20_000 });
  await expect(lab.failure).toBeHidden();
  expect(lab.consoleErrors).toEqual([]);
});

const CASE: Omit<CertificateCase, 'set' | 'outcome'> = {
  ...{ operation: 'attention', invariance: 'cache', activations: 'bf16', weights: ['f32', 'bf16'] },
  ...{ kind: 'case', name: '129 keys: scattered blocks', found: '3 of 128 values differ' },
};

/** As an earlier visit would have kept it: the invariant set lost one case, pinned held. */
async function keep(page: Page, change: (certificate: Certificate) => unknown): Promise<void> {
  const adapter = await page.evaluate(async () => {
    const { vendor, architecture, device, description } = (await navigator.gpu.requestAdapter())!.info;
    return { vendor, architecture, device, description, software: true };
  });
  const control = { ...CASE, kind: 'control', name: 'decoded against a chunk', outcome: 'passed' } as const;
  const cases: CertificateCase[] = [
    { ...CASE, set: 'invariant', outcome: 'failed' },
    { ...CASE, set: 'invariant', outcome: 'passed' },
    { ...control, set: 'invariant' },
    { ...control, set: 'invariant', name: 'one tree twice', outcome: 'skipped', found: 'it cannot differ' },
    { ...CASE, set: 'pinned', outcome: 'passed' },
    { ...control, set: 'pinned' },
  ];
  const certificate: Certificate = {
    ...{ version: 2, form: 'full', key: 'k', engine: 'webgpu', adapter, passed: false, milliseconds: 1000 },
    model: { name: 'nano', hash: 'sha256:0' },
    arithmetic: { rounding: 'to nearest even', fma: 'fused', contraction: 'mixed', subnormals: 'flushed' },
    ...{ cells: cellsOf(cases), cases },
  };
  await page.evaluate(
    (text) => localStorage.setItem('batchmates.certificates', text),
    JSON.stringify([change(certificate)]),
  );
  await page.reload();
}

test('what an earlier visit found is shown: verdict, badge, matrix and names agree', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await keep(page, (certificate) => certificate);
  const panel = page.getByRole('region', { name: 'Certificate' });
  await expect(panel.getByRole('heading', { level: 3 })).toContainText('Pinned is, as far as tested');
  await expect(panel).toContainText(
    '2 of 3 cases hold, 2 of 2 controls differ as they must, 1 skipped by name',
  );
  await expect(page.getByRole('button', { name: /Pinned stands in for invariant/ })).toBeVisible();
  const invariant = panel.getByRole('table', { name: 'invariant' });
  const attention = invariant.getByRole('row', { name: /^attention/ });
  await expect(attention.getByRole('cell').nth(2)).toContainText('does not hold, controls 1/1: 1/2');
  await expect(
    invariant
      .getByRole('row', { name: /^matmul/ })
      .getByRole('cell')
      .nth(1),
  ).toContainText('no such cell');
  await expect(panel).toContainText('129 keys: scattered blocks: 3 of 128 values differ');
  await panel.getByText('Skipped: 1').click();
  await expect(panel).toContainText('one tree twice: it cannot differ');
  expect(await violationsOf(page, 'section[aria-labelledby="certificate-title"]')).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('a kept certificate that is none, or another version, is not believed', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await keep(page, (certificate) => ({ ...certificate, passed: true }));
  await expect(page.getByRole('button', { name: /Invariance not tested yet/ })).toBeVisible();
  await keep(page, (certificate) => ({ ...certificate, version: 1 }));
  await expect(page.getByRole('button', { name: /Invariance not tested yet/ })).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
});
