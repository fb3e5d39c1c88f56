/**
 * Frames of the page Load while 1,000 requests arrive live, computed by the CPU engine in the page's worker, by thirds of the requests:
 * a thread that has more to do at a frame in the last than in the first grows with the run. Serves the build there is, so
 * `npm run build` first; with `--against` another one before it.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs bench/load-live.ts [--against FOLDER]
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { openBuiltPage } from '../scripts/page-server.ts';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { type FrameFigures, FrameWatch } from './frame-watch.ts';

const { values } = parseArgs({ options: { against: { type: 'string' } } });

const RUN_MS = 300_000;
const POLL_MS = 200;
const REQUESTS = 1000;
const experiment = parseExperiment({
  ...{ version: 2, title: 'A thousand', model: { name: 'pico' } },
  requests: [
    {
      ...{ id: 'probe', role: 'probe', prompt: 'Once upon a time there was a' },
      ...{ maxNewTokens: 64, ignoreEos: true, arrival: { ms: 200 } },
    },
  ],
  crowd: {
    ...{ seed: 7, arrivals: { kind: 'poisson', perSecond: 400 }, milliseconds: 3_600_000 },
    ...{ most: REQUESTS - 1, noise: 0.3 },
    prompt: { kind: 'uniform', least: 8, most: 48 },
    output: { kind: 'uniform', least: 16, most: 48 },
  },
  arms: [
    {
      ...{ name: 'crowd', requests: ['probe'], kernels: 'variant' },
      limits: { maxSequences: 16, maxTokensPerStep: 64, blocks: 96 },
    },
  ],
});

const folders = [...(values.against === undefined ? [] : [values.against]), undefined];
for (const folder of folders) {
  const { address, browser, close } = await openBuiltPage(folder);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const watch = await FrameWatch.of(page, browser);
    await page.goto(`${address}#load/${encodeLink(parsePayload({ experiment })).slice(1)}`);
    await page.getByRole('radio', { name: /^CPU/ }).check();
    await page.waitForLoadState('networkidle');
    const begin = page.getByRole('button', { name: 'Turn the crowd loose' });
    console.log(folder ?? 'this build');
    for (const third of [1, 2, 3]) {
      const figures = await watch.during(async () => {
        if (third === 1) await begin.click();
        await untilEnded(page, (third * REQUESTS) / 3);
      });
      console.log(`  third ${third}: ${wordsOf(figures)}`);
    }
  } finally {
    await close();
  }
}

async function untilEnded(page: Page, wanted: number): Promise<void> {
  const enough = (least: number) => {
    const status = document.querySelector<HTMLElement>('[data-part="load-status"]');
    if (/^It did not/.test(status?.textContent ?? '')) throw new Error('the run failed');
    const ended = /([\d,]+) ended/.exec(status?.textContent ?? '')?.[1] ?? '0';
    return Number(ended.replaceAll(',', '')) >= least;
  };
  await page.waitForFunction(enough, Math.floor(wanted), { polling: POLL_MS, timeout: RUN_MS });
}

function wordsOf({ frames, p50, p95, longest, thread }: FrameFigures): string {
  return `${frames} frames, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms apart, longest ${longest.toFixed(0)} ms; the page's thread ${thread.toFixed(1)} ms a frame, ${(thread * frames).toFixed(0)} ms in all`;
}
