/** `npm run setup`: finds a Chromium for the end-to-end tests and for software WebGPU in Node, or installs one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.ts';

/** What installing asks of the machine; tests pass their own. */
export interface Machine {
  readonly find: () => string | null;
  /** Runs a command, its output shown, for at most so many seconds; true if it succeeded. */
  readonly run: (command: readonly string[], limitSeconds: number) => boolean;
  /** Whether Debian's package manager is there and we may use it. */
  readonly canUseApt: boolean;
}

/** Path of the Chromium found or installed; null where every way to install one failed. */
export function ensureChromium(machine: Machine): string | null {
  const found = machine.find();
  if (found) return found;
  for (const install of machine.canUseApt
    ? [installWithApt, installWithPlaywright]
    : [installWithPlaywright]) {
    if (install(machine)) {
      const installed = machine.find();
      if (installed) return installed;
    }
  }
  return null;
}

/** First choice where possible, since it brings the system libraries that Playwright's download takes for granted. */
function installWithApt({ run }: Machine): boolean {
  const apt = ['apt-get', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::Retries=1'];
  return (
    run([...apt, 'update'], 120) && run([...apt, 'install', '-y', '--no-install-recommends', 'chromium'], 600)
  );
}

function installWithPlaywright({ run, canUseApt }: Machine): boolean {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');
  const dependencies = canUseApt ? ['--with-deps'] : [];
  return run(
    [process.execPath, cli, 'install', ...dependencies, '--no-shell', 'chromium'],
    canUseApt ? 600 : 180,
  );
}

function thisMachine(): Machine {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return {
    find: findChromium,
    run,
    canUseApt: process.getuid?.() === 0 && folders.some((folder) => existsSync(join(folder, 'apt-get'))),
  };
}

function run([command, ...args]: readonly string[], limitSeconds: number): boolean {
  console.log(`> ${[command, ...args].join(' ')}`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    timeout: limitSeconds * 1000,
    // Playwright tries five times; with this wait for each, it gives up within a minute where nothing answers.
    env: {
      ...process.env,
      DEBIAN_FRONTEND: 'noninteractive',
      PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000',
    },
  });
  if (error) console.log(error.message);
  return status === 0;
}

/** The browser's version, or why it does not start. Windows' Chrome has no --version and opens a window instead. */
function tryToStart(path: string): { ok: boolean; says: string } {
  if (process.platform === 'win32') return { ok: true, says: 'not started' };
  const { status, stdout, stderr, error } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return status === 0
    ? { ok: true, says: stdout.trim() }
    : { ok: false, says: error?.message ?? stderr.trim() };
}

const HELP = `Install Chromium or Chrome and, if it is in an unusual place, name it: BATCHMATES_CHROMIUM=/path/to/chrome
  Debian:  sudo apt-get install chromium
  Ubuntu:  sudo npx playwright install --with-deps chromium
  others:  npx playwright install chromium, or any package of Chromium or Google Chrome`;

function main(): void {
  const path = ensureChromium(thisMachine());
  if (!path) {
    console.error(`No Chromium was found and none could be installed. ${HELP}`);
    process.exitCode = 1;
    return;
  }
  const { ok, says } = tryToStart(path);
  console.log(`Chromium: ${path} (${ok ? says : `does not start: ${says}`})`);
  if (!ok) {
    console.error(HELP);
    process.exitCode = 1;
  }
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
