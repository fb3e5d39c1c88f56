/**
 * Traces the request that the page "One request" opens with, on the adapter that BATCHMATES_ADAPTER chooses, with everything priced that can be
 * switched on. To be run again whenever what a step does has changed.
 *
 *   npm run -s bake:trace -- [--engine webgpu] [--pairs 10]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { OVERHEADS } from '../src/audit/trace/overheads.ts';
import type { RequestTrace } from '../src/audit/trace/request-trace.ts';
import { traceRequest } from '../src/audit/trace/trace-request.ts';
import { DEFAULT_REQUEST } from '../src/audit/trace/traced-experiment.ts';
import { USER_AGENT } from '../src/cli/certificate-store.ts';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';

const { values } = parseArgs({
  options: { engine: { type: 'string', default: 'webgpu' }, pairs: { type: 'string', default: '10' } },
});
const model = await openModel(shippedModel('nano'));
const { engine, gpu, close } = await openEngine(values.engine, model);
const setting = {
  ...{
    model,
    engine,
    gpu,
    invariantAs: 'itself' as const,
    host: USER_AGENT,
    asked: { ...DEFAULT_REQUEST, model: { name: 'nano' } },
  },
  log: (line: string) => Buffer.from(line),
  onRequest: (done: number, total: number) => console.log(`${done}/${total} requests`),
} as const;
const plain = await traceRequest({ ...setting, with: [], pairs: 0 });
const { prices } = await traceRequest({ ...setting, with: OVERHEADS, pairs: Number(values.pairs) });
close();

/** Microseconds are as fine as a picture shows. */
const rounded = (value: number) => Math.round(value * 1000) / 1000;
const baked: RequestTrace = {
  ...plain,
  prices,
  spans: plain.spans.map((span) => ({ ...span, begin: rounded(span.begin), end: rounded(span.end) })),
};
const text = `${JSON.stringify(baked)}\n`;
await mkdir(new URL('../public/audit/', import.meta.url), { recursive: true });
await writeFile(new URL('../public/audit/trace.json', import.meta.url), text);
console.log(`public/audit/trace.json: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
