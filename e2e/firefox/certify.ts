/**
 * The full certificate of the adapter that Firefox has here: opens the built page in it (`npm run build` first), lets it test the
 * adapter to the end, and prints what the page then shows.
 *
 *   npm run -s certify:firefox -- [--json FILE] [--minutes 30]
 *
 * --json: the certificate as the page keeps it. Exits with 1 where a case failed.
 */
import { parseArgs } from 'node:util';
import { serveBuiltPage } from '../../scripts/page-server.ts';
import { writeJson } from '../../src/cli/output.ts';
import { clearProgress, showInPlace, showsInPlace } from '../../src/cli/terminal.ts';
import { button, FirefoxLab, words } from './firefox-lab.ts';

const PANEL = { css: 'section[aria-labelledby="certificate-title"]' };
const SHOW_EVERY_MS = 2000;

/** Tests the adapter, telling how far it is; the certificate as the page keeps it for later visits. */
async function certify(lab: FirefoxLab, address: string, minutes: number): Promise<{ passed: boolean }> {
  await lab.open(address);
  await lab.click(button(/^Test this adapter$/));
  const end = Date.now() + minutes * 60_000;
  while ((await lab.count(button(/^Test this adapter again$/))) === 0) {
    if (Date.now() > end) throw new Error(`The certificate was not done in ${minutes} minutes`);
    if ((await lab.count(words(/^Failed/))) > 0) throw new Error(await lab.text({ css: '[role=alert]' }));
    const checking = words(/^Checking on this adapter/);
    if (showsInPlace() && (await lab.count(checking)) > 0) showInPlace(await lab.text(checking));
    await new Promise((resolve) => setTimeout(resolve, SHOW_EVERY_MS));
  }
  clearProgress();
  const kept = await lab.page.evaluate(() => localStorage.getItem('batchmates.certificates'));
  const [certificate] = JSON.parse(kept ?? '[]');
  if (!certificate) throw new Error('The page kept no certificate');
  return certificate;
}

/** What the page says of it: sentences, and tables a row a line. */
async function shown(lab: FirefoxLab): Promise<string> {
  const panel = await lab.find(PANEL);
  const lines = await panel.evaluate((section) =>
    [...section.querySelectorAll<HTMLElement>('h3, p, li, caption, tr')].map((element) =>
      element.matches('tr')
        ? [...element.children].map((cell) => (cell.textContent ?? '').trim()).join('\t')
        : (element.textContent ?? '').trim(),
    ),
  );
  return lines.join('\n');
}

const { values } = parseArgs({
  options: { json: { type: 'string' }, minutes: { type: 'string', default: '30' } },
});
const server = await serveBuiltPage();
const lab = await FirefoxLab.launch();
try {
  const certificate = await certify(lab, server.address, Number(values.minutes));
  process.stdout.write(`${await shown(lab)}\n`);
  if (values.json) await writeJson(values.json, certificate);
  if (!certificate.passed) process.exitCode = 1;
} finally {
  await lab.close();
  await server.close();
}
