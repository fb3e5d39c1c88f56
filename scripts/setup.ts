/**
 * `npm run setup`: finds or installs the browsers that tests drive, and programs that they start. Chromium, which also brings the software
 * adapter of Dawn in Node, must be there in the end; without Firefox its tests are skipped; tests say which program they miss.
 */
import { findChromium } from './chromium.ts';
import { findFirefox, hasFirefoxAdapter } from './firefox.ts';
import { CHROMIUM_HELP, ensureChromium } from './install-chromium.ts';
import { ensureFirefox, FIREFOX_HELP } from './install-firefox.ts';
import { ensurePrograms } from './install-programs.ts';
import { thisMachine, tryToStart } from './machine.ts';

/** Says where the browser is; false, with what to do, where there is none that starts. */
function report(name: string, path: string | null, help: string): boolean {
  if (!path) {
    console.error(`No ${name} was found and none could be installed. ${help}`);
    return false;
  }
  const { ok, says } = tryToStart(path);
  console.log(`${name}: ${path} (${ok ? says : `does not start: ${says}`})`);
  if (!ok) console.error(help);
  return ok;
}

const machine = thisMachine();
const chromium = ensureChromium({ ...machine, find: findChromium });
if (!report('Chromium', chromium, CHROMIUM_HELP)) process.exitCode = 1;
const firefox = ensureFirefox({ ...machine, findFirefox, hasAdapter: hasFirefoxAdapter });
report('Firefox', firefox, FIREFOX_HELP);
for (const help of ensurePrograms(machine)) console.error(help);
