import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeLink } from '../../src/experiment/link.ts';
import { parsePayload } from '../../src/experiment/link-payload.ts';
import { shortExperiment } from '../short-experiment.ts';
import { type StaticSite, serveUnder } from '../testing/static-server.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { labelled, words } from './firefox-lab.ts';

const PATH = '/some/path/';
const link = encodeLink(parsePayload({ experiment: shortExperiment(3) }));

describeInFirefox('offline in Firefox', (firefox) => {
  let site: StaticSite;
  beforeAll(async () => {
    site = await serveUnder(PATH, process.env.BATCHMATES_DIST ?? 'dist');
  });
  afterAll(() => site.close());

  async function runsOnCpu(): Promise<void> {
    const { lab } = firefox;
    await lab.click({ css: 'label', text: /^CPU/ });
    await lab.run();
    await lab.find({ ...labelled('alone against company'), text: /bit-identical: 3 tokens/ });
  }

  test('works without its server after a first visit, model included', async () => {
    const { lab } = firefox;
    await lab.open(`${site.address}${link}`);
    await lab.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await runsOnCpu();

    // The server itself goes: WebDriver cannot take a service worker's network away in Firefox.
    await site.close();
    await lab.page.reload();
    await runsOnCpu();
    await lab.revisit(site.address);
    await lab.find(words(/Computed earlier/));
    expect(lab.consoleErrors).toEqual([]);
  });
});
