/**
 * A large CSV audited in the page: how long it takes and what memory the page's renderer holds meanwhile, its worker included, beside a file of a
 * twentieth of the size. Writes both into a temporary folder. Serves the build there is, so `npm run build` first.
 *
 *   npm run -s bench:drift -- [--megabytes 1000] [--json FILE]
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openBuiltPage } from '../scripts/page-server.ts';
import { RendererMemory } from '../scripts/renderer-memory.ts';
import { writeJson } from '../src/cli/output.ts';
import { wholeNumber } from '../src/cli/usage.ts';
import { createRandom } from '../src/experiment/random.ts';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '1000' }, json: { type: 'string' } },
});
const bytes = 1e6 * wholeNumber('megabytes', values.megabytes, 20);
const folder = mkdtempSync(join(tmpdir(), 'drift-'));
const { address, browser, close } = await openBuiltPage();
try {
  const small = table('small.csv', bytes / 20, 1);
  const large = table('large.csv', bytes, 2);
  const figures = [await audited(small, small), await audited(small, large)];
  for (const line of figures.map(lineOf)) process.stdout.write(`${line}\n`);
  if (values.json) await writeJson(values.json, figures);
} finally {
  await close();
  rmSync(folder, { recursive: true });
}

interface AuditFigures {
  readonly bytes: number;
  readonly seconds: number;
  /** Private bytes of the renderer: before, after half of the samples, and most. */
  readonly before: number;
  readonly halfway: number;
  readonly most: number;
  readonly finding: string;
}

async function audited(reference: string, current: string): Promise<AuditFigures> {
  const page = await browser.newPage();
  const memory = await RendererMemory.ofAll(browser);
  await page.goto(`${address}#audit/drift`);
  await page.getByText(/columns alarm/).waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByLabel('File of the reference').setInputFiles(reference);
  await page.getByLabel('File of what is now').setInputFiles(current);
  const before = (await memory.bytes()) ?? Number.NaN;
  const began = performance.now();
  await page.getByRole('button', { name: 'Audit', exact: true }).click();
  const finding = page.getByText(/of 12 columns|in 12 columns/);
  const samples: number[] = [];
  while ((await finding.count()) === 0) {
    if ((await page.getByRole('alert').count()) > 0)
      throw new Error(await page.getByRole('alert').innerText());
    samples.push((await memory.bytes()) ?? Number.NaN);
    await sleep(250);
  }
  const seconds = (performance.now() - began) / 1000;
  samples.push((await memory.bytes()) ?? Number.NaN);
  const found = {
    bytes: statSync(reference).size + statSync(current).size,
    ...{ seconds, before, halfway: samples[Math.floor(samples.length / 2)], most: Math.max(...samples) },
    finding: await finding.innerText(),
  };
  await page.close();
  return found;
}

function lineOf({ bytes: read, seconds, before, halfway, most, finding }: AuditFigures): string {
  const megabytes = (size: number) => (size / 1e6).toFixed(0);
  return `${megabytes(read)} MB in ${seconds.toFixed(1)} s (${(read / 1e6 / seconds).toFixed(1)} MB/s); renderer ${megabytes(before)} MB before, ${megabytes(halfway)} halfway, ${megabytes(most)} at most. ${finding}`;
}

/** A request log of twelve columns: times, ids, texts in quotes, integers and decimals. */
function table(name: string, size: number, seed: number): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  const random = createRandom(seed);
  let written = writeSync(
    file,
    'time,user_id,session,latency_ms,prompt_tokens,output_tokens,price,score,country,model,status,note\n',
  );
  for (let row = 0; written < size; ) {
    const lines: string[] = [];
    for (let i = 0; i < 5000; i++, row++) lines.push(lineAt(row, random));
    written += writeSync(file, lines.join(''));
  }
  closeSync(file);
  return path;
}

function lineAt(row: number, { next, below, pick }: ReturnType<typeof createRandom>): string {
  const time = new Date(1_767_225_600_000 + row * 1000).toISOString();
  const latency = (below(100_000) + below(100_000) + below(100_000)) / 600;
  const numbers = `${latency.toFixed(3)},${10 + below(4000)},${1 + below(900)},${(1 + below(4900) / 100).toFixed(2)},${(next() / 2 ** 32).toFixed(6)}`;
  return `${time},${10_000 + below(90_000)},s${next().toString(16)},${numbers},${pick(['DE', 'FR', 'NL', 'US'])},m${below(3)},200,"ok, ""${row % 100}"""\n`;
}
