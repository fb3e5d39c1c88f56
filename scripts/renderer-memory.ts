import { readFile } from 'node:fs/promises';
import type { Browser, CDPSession } from 'playwright';

/** The memory that pages of a browser hold for themselves, as the system counts it: script, elements and workers alike. */
export class RendererMemory {
  readonly #session: CDPSession;
  readonly #before: ReadonlySet<number>;

  private constructor(session: CDPSession, before: ReadonlySet<number>) {
    this.#session = session;
    this.#before = before;
  }

  /** Watches the renderers that are started from now on. */
  static async watch(browser: Browser): Promise<RendererMemory> {
    const session = await browser.newBrowserCDPSession();
    return new RendererMemory(session, new Set(await renderers(session)));
  }

  /** Of a browser that shows one page, which may have taken a renderer that was there before it. */
  static async ofAll(browser: Browser): Promise<RendererMemory> {
    return new RendererMemory(await browser.newBrowserCDPSession(), new Set());
  }

  /** Private bytes of the largest of them; null where the system has no /proc to tell. */
  async bytes(): Promise<number | null> {
    const ids = (await renderers(this.#session)).filter((id) => !this.#before.has(id));
    const sizes = (await Promise.all(ids.map(privateBytes))).filter((size) => size !== null);
    return sizes.length === 0 ? null : Math.max(...sizes);
  }
}

async function renderers(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function privateBytes(process: number): Promise<number | null> {
  try {
    const rollup = await readFile(`/proc/${process}/smaps_rollup`, 'utf8');
    const lines = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
    return lines.reduce((sum, [, kilobytes]) => sum + 1024 * Number(kilobytes), 0);
  } catch {
    return null;
  }
}
