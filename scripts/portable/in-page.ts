import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { findChromium, softwareWebgpuFlags } from '../chromium.ts';
import { launchFirefox, missingForFirefox } from '../firefox.ts';
import type { Said } from './answering.ts';
import type { Line } from './line.ts';

const MODELS = resolve(import.meta.dirname, '../../public/models');
const PAGE =
  '<!doctype html><meta charset="utf-8"><title>portable</title><script type="module" src="/page.mjs"></script>';
/** Between two looks at what a page has said. */
const LOOK_MS = 200;

/** The little of a page that both browsers' drivers have alike. */
interface Driven {
  readonly version: string;
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function openInFirefox(path: string, engine: string): Promise<Line> {
  const missing = missingForFirefox();
  if (missing) throw new Error(`${missing}: npm run setup says how to get it`);
  return await openPage(path, engine, async (address) => {
    const browser = await launchFirefox();
    const page = await browser.newPage();
    await page.goto(address);
    const version = /\d+(?:\.\d+)*/.exec(await browser.version())?.[0] ?? '';
    const evaluate = (expression: string) => page.evaluate(expression);
    return { version, evaluate, close: () => browser.close() };
  });
}

export async function openInChromium(path: string, engine: string): Promise<Line> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium found: npm run setup installs one');
  return await openPage(path, engine, async (address) => {
    const browser = await chromium.launch({ executablePath, args: softwareWebgpuFlags() });
    const page = await browser.newPage();
    await page.goto(address);
    const evaluate = (expression: string) => page.evaluate(expression);
    return { version: browser.version(), evaluate, close: () => browser.close() };
  });
}

async function openPage(
  path: string,
  engine: string,
  drive: (address: string) => Promise<Driven>,
): Promise<Line> {
  const server = createServer(({ url = '/' }, response) => {
    const file = url.startsWith('/models/') ? join(MODELS, url.slice('/models/'.length)) : path;
    try {
      const [type, body] =
        url === '/'
          ? ['text/html', PAGE]
          : [url.endsWith('.mjs') ? 'text/javascript' : 'application/octet-stream', readFileSync(file)];
      response.setHeader('content-type', type).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const page = await drive(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.evaluate(`portable.open(${JSON.stringify(engine)})`);
  return {
    version: page.version,
    async ask(question, onSaid) {
      await page.evaluate(`portable.ask(${JSON.stringify(question)})`);
      for (;;) {
        const said = (await page.evaluate('portable.said.splice(0)')) as Said[];
        for (const each of said) {
          if ('answer' in each) return each.answer;
          if ('error' in each) throw new Error(each.error);
          onSaid(each);
        }
        await new Promise((soon) => setTimeout(soon, LOOK_MS));
      }
    },
    async close() {
      await page.close();
      server.close();
    },
  };
}
