import { expect, test } from 'vitest';
import { decodeLink, encodeLink } from '../../src/experiment/link.ts';
import { parsePayload } from '../../src/experiment/link-payload.ts';
import { shortExperiment } from '../short-experiment.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, labelled } from './firefox-lab.ts';

/** Claims no invariance, so that a run needs no certificate first. */
const plain = shortExperiment(3, 'variant');

describeInFirefox('sharing in Firefox', (firefox) => {
  test('a link carries the fingerprints, and whoever opens it is told that they are the same', async () => {
    const { lab, address } = firefox;
    await lab.open(address, plain);
    await lab.run();
    await lab.click(button(/^Share$/));
    const field = await lab.find({ css: 'dialog[open] textarea, dialog[open] input[readonly]' });
    const link = await field.evaluate((of) => (of as HTMLTextAreaElement).value);
    expect(Object.keys(decodeLink(link).expected!.fingerprints)).toHaveLength(2);
    await lab.page.keyboard.press('Escape');
    await lab.untilGone({ css: 'dialog[open]' });

    await lab.revisit(link);
    const receipt = labelled('Receipt');
    await lab.find({ ...receipt, text: /This link carries 2 fingerprints/ });
    await lab.run();
    await lab.find({ ...receipt, text: /Same bits as the sender’s adapter.*2 of 2 fingerprints agree/ });
    expect(lab.consoleErrors).toEqual([]);
  });

  test('another adapter’s fingerprints are told from these', async () => {
    const { lab, address } = firefox;
    const expected = { adapter: 'Another’s GPU', fingerprints: { 'alone/probe': '0'.repeat(64) } };
    await lab.revisit(`${address}${encodeLink(parsePayload({ experiment: plain, expected }))}`);
    await lab.run();
    await lab.find({
      ...labelled('Receipt'),
      text: /Other bits than the sender’s adapter.*0 of 1 fingerprints agree with those from Another’s GPU/,
    });
  });

  test('tokens are saved as CSV, streams as a picture, and text is copied', async () => {
    const { lab } = firefox;
    await lab.click(button(/^Share$/));
    const csv = await lab.download(button(/^Tokens, CSV/));
    expect(csv.name).toBe('a-short-run-tokens.csv');
    expect(csv.bytes.toString()).toContain('position,token_a,text_a');
    const png = await lab.download(button(/^Streams, PNG/));
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(png.bytes.readUInt32BE(16)).toBe(1920);
    await lab.click(button(/^Copy: Link$/));
    await lab.find({ css: 'button', text: /^Copied$/ });
    await lab.page.keyboard.press('Escape');
    expect(lab.consoleErrors).toEqual([]);
  });
});
