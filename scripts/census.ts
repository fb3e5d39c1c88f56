/**
 * `npm run census [-- NAME…]`: takes the census of every adapter that this project's tests run on and writes census/NAME.json; of those
 * named alone, where some are. One that cannot be had here is told and passed over.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import puppeteer, { type Browser } from 'puppeteer-core';
import { nameFault } from '../src/census/census-name.ts';
import type { Census } from '../src/census/census-types.ts';
import { parseCensus } from '../src/census/parse-census.ts';
import { findChromium, softwareWebgpuFlags } from './chromium.ts';
import { rawText } from './cli-bundle.ts';
import { launchFirefox, missingForFirefox } from './firefox.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A census as its program tells it. Throws Error with what it said where there is none. */
type Take = () => unknown;

const ADAPTERS: Readonly<Record<string, Take>> = {
  'node-cpu': () => byCommand('lab', ['--engine', 'cpu']),
  'node-swiftshader': () => byCommand('lab', [], 'software'),
  'deno-swiftshader': () => byCommand('lab:wgpu', [], 'software'),
  'deno-lavapipe': () => byCommand('lab:wgpu', [], 'lavapipe'),
  'chromium-swiftshader': () => inBrowser(launchChromium),
  'firefox-lavapipe': () => inBrowser(launchStockFirefox),
};

function byCommand(script: string, options: readonly string[], adapter?: string): unknown {
  const args = ['run', '-s', script, '--', 'census', ...options, '--json', '-'];
  const env = { ...process.env, ...(adapter && { BATCHMATES_ADAPTER: adapter }) };
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout);
}

async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: npm run setup installs one');
  return await puppeteer.launch({ executablePath, args: softwareWebgpuFlags() });
}

async function launchStockFirefox(): Promise<Browser> {
  const missing = missingForFirefox();
  if (missing) throw new Error(missing);
  return await launchFirefox();
}

/** On a page of its own from localhost, since browsers hide WebGPU from others. */
async function inBrowser(launch: () => Promise<Browser>): Promise<unknown> {
  const script = await bundled();
  const server = createServer(({ url }, response) => {
    const [type, body] = url === '/census.js' ? ['text/javascript', script] : ['text/html', PAGE];
    response.setHeader('content-type', type).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'census' in globalThis);
    const taken = await page.evaluate(() => (globalThis as unknown as { census: Promise<unknown> }).census);
    const { failed } = taken as { failed?: string };
    if (failed) throw new Error(failed);
    return taken;
  } finally {
    await browser.close();
    server.close();
  }
}

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>census</title><script type="module" src="/census.js"></script>';

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    ...{ absWorkingDir: ROOT, entryPoints: ['scripts/census-page.ts'], bundle: true, write: false },
    ...{ format: 'esm', platform: 'browser', target: 'es2023', plugins: [rawText], logLevel: 'error' },
  });
  return outputFiles[0].text;
}

function write(census: Census, name: string): void {
  const fault = nameFault(name, census);
  if (fault) throw new Error(fault);
  mkdirSync(join(ROOT, 'census'), { recursive: true });
  writeFileSync(join(ROOT, 'census', `${name}.json`), `${JSON.stringify(census, null, 2)}\n`);
}

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(ADAPTERS)) {
  try {
    const take = ADAPTERS[name];
    if (!take) throw new Error(`expected one of ${Object.keys(ADAPTERS).join(', ')}`);
    write(parseCensus(await take(), name), name);
    console.log(`census/${name}.json`);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    if (asked.length > 0) process.exitCode = 1;
  }
}
