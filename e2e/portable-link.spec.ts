import { expect, test } from '@playwright/test';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

/** Nano's, as Dawn on SwiftShader and the CPU engine in Node give it: what every device promises. */
const EVERYONES = '2:541e4feee1a6ba2750317482351495401a8e803857fe4ef7060e87df96d4d82e';
const HASH = 'sha256:6f9d73d3dabda20f166e3f77b8fb497ffcedd2bfb8245acbb161422b3a05af2e';

/** A link that asks for portable arithmetic and carries a fingerprint for two arms. */
function portableLink(fingerprint: string): string {
  const experiment = { ...shortExperiment(3, 'portable'), model: { name: 'nano', hash: HASH } };
  const fingerprints = { 'alone/probe': fingerprint, 'company/probe': fingerprint };
  const expected = { rules: ['portable@1'], prompts: { probe: '0fadb4bc34b6bf7b' }, fingerprints };
  return `/${encodeLink(parsePayload({ experiment, expected }))}`;
}

test('a link that asks for portable: everyone’s fingerprint is kept, and another one is a fault to report', async ({
  page,
}) => {
  const lab = new LabPage(page);
  const receipt = page.getByRole('region', { name: 'Receipt' });
  await page.goto(portableLink(EVERYONES));
  await expect(receipt).toContainText(
    'This link carries 2 fingerprints of portable arithmetic, the same on every device',
  );
  await lab.runOnCpu();
  await expect(receipt.getByRole('heading')).toContainText('Same bits as everyone’s');
  await expect(receipt).toContainText('2 of 2 fingerprints agree with the link’s');
  await expect(receipt).toContainText('computed here on the CPU engine');
  // Both arms have one fingerprint, so one line says who has confirmed it.
  await expect(receipt.locator('[data-part="confirmed"] li')).toHaveText(
    /^alone\/probe, company\/probe .*confirmed by/,
  );

  await page.goto(portableLink(`2:${'0'.repeat(64)}`));
  await expect(receipt).toContainText('Run it to see whether these are the same bits');
  await lab.runButton.click();
  await lab.waitUntilDone();
  await expect(receipt.getByRole('heading')).toContainText(
    'Other bits than everyone’s, although the probe held',
  );
  await expect(receipt.getByRole('alert')).toContainText(
    'this is a fault, of the lab or of a driver. Please report it',
  );
  expect(lab.consoleErrors).toEqual([]);
});
