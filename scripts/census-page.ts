/** What a page of its own runs to take a census of the browser's adapter: bundled by census.ts. */
import { censusRuntime } from '../src/census/runtime.ts';
import { takeCensus } from '../src/census/take-census.ts';
import { openBrowserGpu } from '../src/gpu/open-browser.ts';

/** The census, or why there is none. */
async function take(): Promise<unknown> {
  try {
    const gpu = await openBrowserGpu();
    const on = new Date().toISOString().slice(0, 10);
    return await takeCensus(gpu, { runtime: censusRuntime(navigator.userAgent), on });
  } catch (error) {
    return { failed: String(error) };
  }
}

Object.assign(globalThis, { census: take() });
