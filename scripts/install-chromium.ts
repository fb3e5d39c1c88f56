import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { installWithApt, type Machine } from './machine.ts';

export const CHROMIUM_HELP = `Install Chromium or Chrome and, if it is in an unusual place, name it: BATCHMATES_CHROMIUM=/path/to/chrome
  Debian:  sudo apt-get install chromium
  Ubuntu:  sudo npx playwright install --with-deps chromium
  others:  npx playwright install chromium, or any package of Chromium or Google Chrome`;

interface ChromiumMachine extends Machine {
  readonly find: () => string | null;
}

/** Path of the Chromium found or installed; null where every way to install one failed. */
export function ensureChromium(machine: ChromiumMachine): string | null {
  const found = machine.find();
  if (found) return found;
  // First choice where possible, since it brings the system libraries that Playwright's download takes for granted.
  const byApt = () => machine.canUseApt && installWithApt(machine, ['chromium']);
  for (const install of [byApt, () => installWithPlaywright(machine)]) {
    if (install()) {
      const installed = machine.find();
      if (installed) return installed;
    }
  }
  return null;
}

function installWithPlaywright({ run, canUseApt }: Machine): boolean {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');
  const dependencies = canUseApt ? ['--with-deps'] : [];
  return run(
    [process.execPath, cli, 'install', ...dependencies, '--no-shell', 'chromium'],
    canUseApt ? 600 : 180,
  );
}
