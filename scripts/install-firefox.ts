import { installWithApt, type Machine } from './machine.ts';

export const FIREFOX_HELP = `The tests in Firefox are skipped until there is one and, on Linux, lavapipe, the software adapter that it gets.
If it is in an unusual place, name it: BATCHMATES_FIREFOX=/path/to/firefox
  Debian:  sudo apt-get install firefox-esr mesa-vulkan-drivers
  Ubuntu:  sudo apt-get install mesa-vulkan-drivers, and Firefox from Mozilla, as a package or an archive
  Fedora:  sudo dnf install firefox mesa-vulkan-drivers
  others:  Mozilla's own Firefox, 153 or later`;

interface FirefoxMachine extends Machine {
  readonly findFirefox: () => string | null;
  /** Whether the adapter that Firefox gets is there; always so where it needs none. */
  readonly hasAdapter: () => boolean;
}

/**
 * Path of the Firefox found or installed, with an adapter; null where either is missing and could not be installed. Only
 * Debian's package manager is asked, and for each alone: Ubuntu has the driver and no Firefox.
 */
export function ensureFirefox(machine: FirefoxMachine): string | null {
  const { canUseApt, findFirefox, hasAdapter } = machine;
  if (canUseApt && !findFirefox()) installWithApt(machine, ['firefox-esr']);
  if (canUseApt && !hasAdapter()) installWithApt(machine, ['mesa-vulkan-drivers']);
  return hasAdapter() ? findFirefox() : null;
}
