import type { Browser, CDPSession, Page } from 'playwright';

/** What a page's frames cost while something was done with it. */
export interface FrameFigures {
  readonly frames: number;
  /** Milliseconds from one frame to the next. */
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** Milliseconds a frame that the page's own thread was computing: the same however many others want the processor. */
  readonly thread: number;
  /** The same of all of the browser's processes: without a GPU what is drawn is filled and put together there. */
  readonly processor: number;
}

/** Watches the frames of a page that is yet to be opened, and what they cost. */
export class FrameWatch {
  readonly #page: Page;
  readonly #devtools: CDPSession;
  readonly #machine: CDPSession;

  private constructor(page: Page, devtools: CDPSession, machine: CDPSession) {
    this.#page = page;
    this.#devtools = devtools;
    this.#machine = machine;
  }

  static async of(page: Page, browser: Browser): Promise<FrameWatch> {
    // The loader of these scripts wraps what it names.
    await page.addInitScript('globalThis.__name = (value) => value');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new FrameWatch(page, devtools, await browser.newBrowserCDPSession());
  }

  /** Figures of the frames that were drawn while `act` went on. */
  async during(act: () => Promise<void>): Promise<FrameFigures> {
    await this.#page.evaluate(watchFrames);
    const before = await this.#spent();
    await act();
    const after = await this.#spent();
    const gaps = (await this.#page.evaluate(framesSeen)).toSorted((a, b) => a - b);
    const at = (share: number) => gaps[Math.floor(share * (gaps.length - 1))] ?? Number.NaN;
    const each = (key: keyof typeof after) => (after[key] - before[key]) / gaps.length;
    const figures = { p50: at(0.5), p95: at(0.95), longest: at(1) };
    return { frames: gaps.length, ...figures, thread: each('thread'), processor: each('processor') };
  }

  /** Milliseconds so far. */
  async #spent(): Promise<{ thread: number; processor: number }> {
    const { metrics } = await this.#devtools.send('Performance.getMetrics');
    const { processInfo } = await this.#machine.send('SystemInfo.getProcessInfo');
    const busy = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    const processor = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    return { thread: busy * 1000, processor: processor * 1000 };
  }
}

interface Watching {
  watching?: { gaps: number[]; stop: boolean };
}

/** In the page: notes the time between frames. */
function watchFrames(): void {
  const seen = { gaps: [] as number[], stop: false };
  (window as unknown as Watching).watching = seen;
  let before = performance.now();
  requestAnimationFrame(function tick(now) {
    seen.gaps.push(now - before);
    before = now;
    if (!seen.stop) requestAnimationFrame(tick);
  });
}

function framesSeen(): number[] {
  const { watching } = window as unknown as Watching;
  if (!watching) throw new Error('no frames were watched');
  watching.stop = true;
  return watching.gaps;
}
