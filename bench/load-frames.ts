/**
 * Frames of the page Load while a run of 1,000 requests is zoomed, dragged, scrolled and played: one that flows, of 4,008 steps, and
 * one that is overloaded, where hundreds wait and requests are preempted. Serves the build there is, so `npm run build` first; with
 * `--against` another one in turn with it, for ratios on whatever machine this is.
 *
 *   node --import tsx bench/load-frames.ts [--against FOLDER] [--rounds 3]
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { openBuiltPage } from '../scripts/page-server.ts';
import { median } from '../src/bench/statistics.ts';
import { armOfEvents } from '../src/ui/pages/load/testing/arm-of-events.ts';
import { scheduledRun } from '../src/ui/pages/load/testing/scheduled-run.ts';
import { smallCrowd } from '../src/ui/pages/load/testing/small-crowd.ts';
import { type FrameFigures, FrameWatch } from './frame-watch.ts';

const { values } = parseArgs({
  options: { against: { type: 'string' }, rounds: { type: 'string', default: '3' } },
});
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`--rounds ${values.rounds}: expected a whole number above 0`);

const CROWDS = {
  flowing: { perSecond: 30, blocks: 256 },
  overloaded: { perSecond: 45, blocks: 110 },
} as const;
type CrowdName = keyof typeof CROWDS;

const builds = [
  ...(values.against === undefined ? [] : [await openBuiltPage(values.against)]),
  await openBuiltPage(),
];
/** Of a crowd, by build, by action. */
type Seen = Map<string, FrameFigures[]>[];
try {
  for (const name of Object.keys(CROWDS) as CrowdName[]) {
    const body = recordOf(name);
    const seen: Seen = builds.map(() => new Map());
    for (let round = 0; round < rounds; round++)
      for (const [at, { address, browser }] of builds.entries()) {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
        const page = await context.newPage();
        const watch = await FrameWatch.of(page, browser);
        for (const [action, act] of Object.entries(await actionsOn(page, address, body))) {
          const figures = await watch.during(act);
          seen[at].set(action, [...(seen[at].get(action) ?? []), figures]);
        }
        await context.close();
      }
    print(seen);
  }
} finally {
  for (const { close } of builds) await close();
}

function recordOf(name: CrowdName): string {
  const { perSecond, blocks } = CROWDS[name];
  const events = scheduledRun({
    ...{ requests: 1000, perSecond, outputTokens: 64 },
    limits: { maxSequences: 32, maxTokensPerStep: 64, blocks },
  });
  const arm = armOfEvents(events);
  const record = {
    ...{ lost: [], experiment: smallCrowd, clock: 'virtual', engine: 'cpu', limits: {}, notes: [] },
    ...{ model: { name: 'nano', hash: '', parameters: 0 }, adapter: {}, postures: [], arms: [arm] },
  };
  const body = JSON.stringify({ version: 1, record, texts: {} });
  console.log(
    `${name}: ${arm.requests.length} requests, ${arm.steps.length} steps, ${(body.length / 1e6).toFixed(1)} MB`,
  );
  return body;
}

/** Opens a record on the page, and what a visitor does with it, where lanes are in sight. */
async function actionsOn(page: Page, address: string, body: string) {
  await page.route('**/load-viral-surge.json', (route) =>
    route.fulfill({ body, contentType: 'application/json' }),
  );
  await page.goto(`${address}#load`);
  const timeline = page.locator('[data-part="load-timeline"]');
  await timeline.waitFor();
  await page.waitForLoadState('networkidle');
  const box = (await timeline.boundingBox())!;
  const [x, y] = [box.x + 92 + 0.09 * box.width, box.y + 250];
  await page.mouse.move(x, y);
  return {
    scroll: async () => {
      for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i < 40 ? 20 : -40);
    },
    zoom: async () => {
      await page.keyboard.down('Control');
      for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i < 30 ? -30 : 20);
      await page.keyboard.up('Control');
    },
    drag: async () => {
      await page.mouse.down();
      for (let i = 0; i < 60; i++) await page.mouse.move(x + 300 * Math.sin(i / 8), y);
      await page.mouse.up();
    },
    play: async () => {
      // By its place: to look for a name in the page again while it plays would be counted as the page's own work.
      const button = (await page.getByRole('button', { name: 'Play through' }).boundingBox())!;
      const click = () => page.mouse.click(button.x + 8, button.y + 8);
      await click();
      await page.waitForTimeout(3000);
      await click();
    },
  };
}

function print(seen: Seen): void {
  const now = seen[seen.length - 1];
  for (const action of now.keys()) {
    const of = (build: number, key: keyof FrameFigures) =>
      median((seen[build].get(action) ?? []).map((figures) => figures[key]));
    const figure = (key: keyof FrameFigures) =>
      seen.map((_, build) => of(build, key).toFixed(1)).join(' -> ') +
      (seen.length > 1 ? ` (${(of(1, key) / of(0, key)).toFixed(2)})` : '');
    console.log(
      `  ${action}: p50 ${figure('p50')} ms, p95 ${figure('p95')} ms apart, longest ${figure('longest')} ms; the page's thread ${figure('thread')} ms a frame, all of the browser ${figure('processor')} ms`,
    );
  }
}
