/**
 * Frames of the page Load while a run of 1,000 requests and some 5,000 steps is zoomed, dragged, scrolled and played: serves the build
 * there is, so `npm run build` first.
 *
 *   node --import tsx bench/load-frames.ts
 */
import { openBuiltPage } from '../scripts/page-server.ts';
import { armOfEvents } from '../src/ui/pages/load/testing/arm-of-events.ts';
import { scheduledRun } from '../src/ui/pages/load/testing/scheduled-run.ts';
import { smallCrowd } from '../src/ui/pages/load/testing/small-crowd.ts';

const events = scheduledRun({
  ...{ requests: 1000, perSecond: 30, outputTokens: 64 },
  limits: { maxSequences: 32, maxTokensPerStep: 64, blocks: 256 },
});
const arm = armOfEvents(events);
const record = {
  ...{ lost: [], experiment: smallCrowd, clock: 'virtual', engine: 'cpu', limits: {}, notes: [] },
  ...{ model: { name: 'nano', hash: '', parameters: 0 }, adapter: {}, postures: [], arms: [arm] },
};
const { address, browser, close } = await openBuiltPage();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // The loader wraps what it names.
  await page.addInitScript('globalThis.__name = (value) => value');
  const body = JSON.stringify({ version: 1, record, texts: {} });
  await page.route('**/load-viral-surge.json', (route) =>
    route.fulfill({ body, contentType: 'application/json' }),
  );
  await page.goto(`${address}#load`);
  const lanes = page.locator('[data-part="load-timeline"]');
  await lanes.waitFor();
  const box = (await lanes.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + 250];
  await page.mouse.move(x, y);
  const work: Readonly<Record<string, () => Promise<void>>> = {
    zoom: async () => {
      await page.keyboard.down('Control');
      for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i < 40 ? -60 : 40);
      await page.keyboard.up('Control');
    },
    drag: async () => {
      await page.mouse.down();
      for (let i = 0; i < 60; i++) await page.mouse.move(x + 300 * Math.sin(i / 8), y);
      await page.mouse.up();
    },
    scroll: async () => {
      for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i < 40 ? 40 : -40);
    },
    play: async () => {
      await page.getByRole('button', { name: 'Play through' }).click();
      await page.waitForTimeout(3000);
      await page.getByRole('button', { name: 'Pause', exact: true }).last().click();
    },
  };
  console.log(
    `${arm.requests.length} requests, ${arm.steps.length} steps, ${(body.length / 1e6).toFixed(1)} MB`,
  );
  for (const [name, act] of Object.entries(work)) {
    await page.evaluate(watchFrames);
    await act();
    const { frames, script } = await page.evaluate(framesSeen);
    const at = (values: readonly number[], share: number) =>
      values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]?.toFixed(1);
    console.log(
      `${name}: ${frames.length} frames, p50 ${at(frames, 0.5)} ms, p95 ${at(frames, 0.95)} ms apart; drawing takes p50 ${at(script, 0.5)} ms, p95 ${at(script, 0.95)} ms`,
    );
  }
} finally {
  await close();
}

interface Watching {
  watching?: { frames: number[]; script: number[]; stop: boolean };
}

/** In the page: notes the time between frames, and how long the page's own callbacks of a frame take. */
function watchFrames(): void {
  const seen = { frames: [] as number[], script: [] as number[], stop: false };
  (window as unknown as Watching).watching = seen;
  let before = performance.now();
  const tick = (now: number) => {
    seen.frames.push(now - before);
    before = now;
    // Callbacks that were asked for in this frame run before a message that is sent in it.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => seen.script.push(performance.now() - now);
    channel.port2.postMessage(0);
    if (!seen.stop) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function framesSeen(): { frames: number[]; script: number[] } {
  const { watching } = window as unknown as Watching;
  if (!watching) throw new Error('no frames were watched');
  watching.stop = true;
  return watching;
}
