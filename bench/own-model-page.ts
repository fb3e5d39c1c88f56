import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium } from 'playwright';
import { findChromium, softwareWebgpuFlags } from '../scripts/chromium.ts';
import { serveBuiltPage } from '../scripts/page-server.ts';
import { RendererMemory } from '../scripts/renderer-memory.ts';
import { median } from '../src/bench/statistics.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import type { Client } from '../src/worker/client.ts';
import type { Fault } from '../src/worker/fault.ts';
import type { LabMethods } from '../src/worker/lab-methods.ts';
import type { SourceAsk } from '../src/worker/methods/source-reports.ts';

const ROOT = join(import.meta.dirname, '..');
const POLL_MS = 100;
const SETTLE_MS = 1500;

/** Something beside reading the same bytes and letting them go; medians, in milliseconds. */
interface Compared {
  readonly milliseconds: number;
  readonly reading: number;
  /** Median of the ratios, each of two that were measured one after the other. */
  readonly ratio: number;
}

export interface OwnModelFigures {
  /** Of the file with the weights. */
  readonly bytes: number;
  /** Looked up, downloaded, verified and kept, beside a fetch of the file. */
  readonly download: Compared;
  /** By a fresh worker, beside reading the kept file through. */
  readonly load: Compared;
  /** That the page's own thread was computing meanwhile. */
  readonly threadMilliseconds: number;
  /** Of the same thread, by the clock: where others want the processor, waiting for it counts. */
  readonly longTasks: number;
  readonly longestTask: number;
  /** Private bytes of the renderer, script and workers; null where the system does not tell. */
  readonly memory: {
    readonly before: number | null;
    /** While it downloaded or loaded. */
    readonly peak: number | null;
    readonly after: number | null;
  };
}

interface Lab {
  readonly ask: Client<LabMethods>;
  end(fault: Fault): void;
}
type InPage = typeof globalThis & { openLab(): Lab; longTasks: number[]; lab: Lab };

/** Downloads and loads a model of a hub in the page as it ships, `repeats` times; `url`: where its weights can be read without any of that. Throws Error where one of it fails. */
export async function measureOwnModel(
  ask: SourceAsk,
  url: string,
  repeats: number,
): Promise<OwnModelFigures> {
  const opened = await openPage();
  const { page, memory } = opened;
  const peak = new Peak(memory);
  try {
    const before = await memory.bytes();
    const busy = await opened.busy();
    const downloads: Pair[] = [];
    const loads: Pair[] = [];
    let bytes = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      if (repeat > 0) await page.evaluate(removeAll);
      const fetched = await page.evaluate(readThrough, url);
      const downloaded = await peak.during(page.evaluate(download, ask));
      downloads.push({ milliseconds: downloaded, reading: fetched.milliseconds });
      const read = await page.evaluate(readThrough, null);
      const experiment = refusedOnceLoaded(ask.name);
      const loaded = await peak.during(page.evaluate(load, experiment));
      loads.push({ milliseconds: loaded, reading: read.milliseconds });
      bytes = read.bytes;
      process.stderr.write(
        `${repeat + 1} of ${repeats}: ${JSON.stringify({ download: downloads.at(-1), load: loads.at(-1) })}\n`,
      );
    }
    const after = await memory.bytes();
    const threadMilliseconds = (await opened.busy()) - busy;
    await page.waitForTimeout(SETTLE_MS);
    const longTasks = await page.evaluate(() => (globalThis as InPage).longTasks);
    return {
      ...{ bytes, download: compared(downloads), load: compared(loads) },
      ...{ threadMilliseconds, longTasks: longTasks.length, longestTask: Math.max(0, ...longTasks) },
      memory: { before, peak: peak.most, after },
    };
  } finally {
    await opened.close();
  }
}

type Pair = Pick<Compared, 'milliseconds' | 'reading'>;

function compared(pairs: readonly Pair[]): Compared {
  return {
    milliseconds: median(pairs.map(({ milliseconds }) => milliseconds)),
    reading: median(pairs.map(({ reading }) => reading)),
    ratio: median(pairs.map(({ milliseconds, reading }) => milliseconds / reading)),
  };
}

/** An experiment that the lab refuses once it knows the model: all of the load, and nothing of a run. */
function refusedOnceLoaded(source: string) {
  return parseExperiment({
    ...{ version: 3, title: 'a load', model: { source } },
    requests: [{ id: 'a', role: 'probe', promptIds: [2 ** 30], maxNewTokens: 1 }],
    arms: [{ name: 'arm', requests: ['a'], kernels: 'invariant' }],
  });
}

/** The most that there was while work went on, looked at all the time. */
class Peak {
  readonly #memory: RendererMemory;
  most: number | null = null;

  constructor(memory: RendererMemory) {
    this.#memory = memory;
  }

  async during<Result>(work: Promise<Result>): Promise<Result> {
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    while (!over) {
      const now = await this.#memory.bytes();
      if (now !== null) this.most = Math.max(this.most ?? 0, now);
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, POLL_MS))]);
    }
    return await done;
  }
}

/** The site's first page, with its storage on disk as a visitor's is: that of a private window is memory. */
async function openPage() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: npm run setup installs one.');
  const server = await serveBuiltPage(undefined, await ownScripts());
  const profile = mkdtempSync(join(tmpdir(), 'own-model-'));
  // A worker that no server sent is taken for one of the public web, which asks before it fetches from this machine.
  const args = [...softwareWebgpuFlags(), '--disable-features=LocalNetworkAccessChecks'];
  const options = { executablePath, args, serviceWorkers: 'block' } as const;
  const context: BrowserContext = await chromium.launchPersistentContext(profile, options);
  const memory = await RendererMemory.ofAll(context.browser()!);
  // The loader of these scripts wraps what it names.
  await context.addInitScript('globalThis.__name = (value) => value');
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  await page.goto(server.address);
  await page.getByText('Computed earlier').waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.evaluate(prepare, server.address);
  const close = async () => {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  };
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  /** Milliseconds so far. */
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  return { page, memory, busy, close };
}

/**
 * The page's client of its worker, and a worker that only reads. Served like the site: where requests are routed, the browser hands whatever a worker fetches
 * through its devtools, which took longer than all the rest of a download.
 */
async function ownScripts(): Promise<Readonly<Record<string, string>>> {
  const contents = "export { WorkerClient } from './src/worker/worker-client.ts'";
  const options = { bundle: true, format: 'esm', write: false, target: 'es2023' } as const;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: ROOT } });
  const worker = readdirSync(join(ROOT, 'dist/assets')).find((name) => /^lab-worker-.*\.js$/.test(name));
  return {
    'own-model-client.js': `${outputFiles[0].text}\nexport const worker = '/assets/${worker}';`,
    'own-model-read.js': readFileSync(join(import.meta.dirname, 'read-worker.js'), 'utf8'),
  };
}

/** In the page: watches its thread, and says how a lab is opened. */
async function prepare(address: string): Promise<void> {
  const { WorkerClient, worker } = await import(new URL('/own-model-client.js', address).href);
  const longTasks: number[] = [];
  const openLab = () => new WorkerClient(() => new Worker(worker, { type: 'module' }));
  Object.assign(globalThis, { openLab, longTasks, lab: openLab() });
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
}

/** In the page: a file read through by a worker of its own, by fetch, or the kept one where `url` is null. */
function readThrough(url: string | null): Promise<{ bytes: number; milliseconds: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker('/own-model-read.js');
    worker.onmessage = ({ data }) => {
      worker.terminate();
      if (data.reason === undefined) resolve(data);
      else reject(new Error(data.reason));
    };
    worker.onerror = ({ message }) => reject(new Error(`the worker that reads: ${message}`));
    worker.postMessage({ url });
  });
}

/** In the page. */
async function download(ask: SourceAsk): Promise<number> {
  const { lab } = globalThis as InPage;
  const start = performance.now();
  const kept = await lab.ask.sources.download(ask, () => undefined);
  if (!kept.ok) throw new Error(kept.fault.message);
  return performance.now() - start;
}

/** In the page: by a worker that knows nothing yet, which then stays, with the model. */
async function load(experiment: ReturnType<typeof parseExperiment>): Promise<number> {
  const page = globalThis as InPage;
  page.lab.end({ kind: 'worker', message: 'another takes its place' });
  page.lab = page.openLab();
  // Its script is there before the clock starts.
  await page.lab.ask.sources.room();
  const start = performance.now();
  const request = {
    experiment,
    engine: 'cpu',
    modelsUrl: new URL('/models/', location.href).href,
    certificates: [],
  };
  const ran = await page.lab.ask.run.start(request as never, () => undefined);
  if (ran.ok || ran.fault.kind !== 'experiment') throw new Error(JSON.stringify(ran));
  return performance.now() - start;
}

/** In the page. */
async function removeAll(): Promise<void> {
  const { lab } = globalThis as InPage;
  const listed = await lab.ask.sources.list();
  if (!listed.ok) throw new Error(listed.fault.message);
  for (const { key } of listed.value) await lab.ask.sources.remove(key);
}
