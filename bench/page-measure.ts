import type { Browser, Page } from 'playwright';

const RUN_MS = 300_000;
const POLL_MS = 250;
const SETTLE_MS = 1500;
/** A task is long, to the browser and to the budget, from here on. */
export const LONG_TASK_MS = 50;

/** What a run did to the page's thread. */
export interface RunTasks {
  readonly milliseconds: number;
  /** Milliseconds of each task over 50 ms. */
  readonly longTasks: readonly number[];
}

/** From the navigation to the example on screen, on a cold cache. */
export interface PageStart {
  /** By the clock. */
  readonly milliseconds: number;
  /** That the page's own thread was computing: what is left where nothing else wants the processor. */
  readonly threadMilliseconds: number;
}

export async function measureStart(browser: Browser, address: string): Promise<PageStart> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(address, { waitUntil: 'commit' });
  await page.getByText('Computed earlier').waitFor();
  const milliseconds = await timeDrawn(page);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const busy = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  await context.close();
  return { milliseconds, threadMilliseconds: busy * 1000 };
}

/** When the frame that shows what is there by now has been drawn and the thread is free again, in ms from the navigation. */
export async function timeDrawn(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((drawn) => requestAnimationFrame(() => setTimeout(() => drawn(performance.now())))),
  );
}

/**
 * Runs the needle and gathers the page's long tasks, as the browser's own observer reports them. Nothing of the measuring runs
 * in the page meanwhile but a glance at the state now and then: to search it for a text or a role takes as long as a long task.
 */
export async function longTasksOfRun(browser: Browser, address: string): Promise<RunTasks> {
  const page = await browser.newPage();
  await page.goto(address);
  await page.getByText('Computed earlier').waitFor();
  await page.waitForLoadState('networkidle');
  const button = page.getByRole('button', { name: /^Run on/ }).first();
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (!box) throw new Error('the page has no button to run with');
  await page.waitForTimeout(SETTLE_MS);
  const tasks = await observe(page);
  const start = performance.now();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const isOver = () =>
    /done|failed/.test(document.querySelector<HTMLElement>('[data-part="progress"]')?.dataset.state ?? '');
  await page.waitForFunction(isOver, undefined, { polling: POLL_MS, timeout: RUN_MS });
  const milliseconds = performance.now() - start;
  // What is drawn of the result belongs to the run.
  await page.waitForTimeout(SETTLE_MS);
  const longTasks = await tasks.jsonValue();
  await page.close();
  return { milliseconds, longTasks };
}

function observe(page: Page) {
  return page.evaluateHandle(() => {
    const durations: number[] = [];
    const observer = new PerformanceObserver((list) => {
      durations.push(...list.getEntries().map(({ duration }) => duration));
    });
    observer.observe({ type: 'longtask' });
    return durations;
  });
}
