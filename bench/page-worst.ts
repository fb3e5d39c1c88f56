import type { Browser } from 'playwright';
import { RendererMemory } from '../scripts/renderer-memory.ts';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { WORST_EXPERIMENTS } from '../src/experiment/testing/worst-experiments.ts';
import { timeDrawn } from './page-measure.ts';

const PHONE = { width: 390, height: 844 };
/** For the memory to be counted after what follows the first frame. */
const SETTLE_MS = 500;

/** What it takes to open one of the largest experiments that the schema admits. */
export interface WorstOpen {
  /** The axis along which it is large. */
  readonly axis: string;
  readonly linkCharacters: number;
  /** From the navigation until it is drawn and the page hears. */
  readonly milliseconds: number;
  /** Private to the page's process; null where the system does not tell. */
  readonly bytes: number | null;
}

/** Opens each by its link on a phone's viewport, in a process of its own. */
export async function openWorst(browser: Browser, address: string): Promise<WorstOpen[]> {
  const opened: WorstOpen[] = [];
  for (const [axis, experiment] of Object.entries(WORST_EXPERIMENTS)) {
    const memory = await RendererMemory.watch(browser);
    const context = await browser.newContext({ serviceWorkers: 'block', viewport: PHONE });
    const page = await context.newPage();
    const link = encodeLink(parsePayload({ experiment }));
    await page.goto(`${address}${link}`, { waitUntil: 'commit' });
    await page.getByRole('heading', { name: experiment.title }).first().waitFor();
    const milliseconds = await timeDrawn(page);
    await page.waitForTimeout(SETTLE_MS);
    opened.push({ axis, linkCharacters: link.length, milliseconds, bytes: await memory.bytes() });
    await context.close();
  }
  return opened;
}
