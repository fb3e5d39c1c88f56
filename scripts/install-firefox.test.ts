import { expect, it } from 'vitest';
import { ensureFirefox } from './install-firefox.ts';

/** A machine with so much, whose package manager has so much more. */
function machine(here: readonly string[], packages: readonly string[], canUseApt = true) {
  const installed = new Set(here);
  const asked: string[] = [];
  return {
    asked,
    canUseApt,
    findFirefox: () => (installed.has('firefox-esr') ? '/usr/bin/firefox-esr' : null),
    hasAdapter: () => installed.has('mesa-vulkan-drivers'),
    run: (command: readonly string[]) => {
      if (command.includes('update')) return true;
      const name = command.at(-1)!;
      asked.push(name);
      if (packages.includes(name)) installed.add(name);
      return packages.includes(name);
    },
  };
}

const BOTH = ['firefox-esr', 'mesa-vulkan-drivers'];

it.each([
  { name: 'nothing is installed where both are there', here: BOTH, packages: [], asked: [], found: true },
  { name: 'Debian: both', here: [], packages: BOTH, asked: BOTH, found: true },
  {
    name: 'only the driver is wanting',
    here: ['firefox-esr'],
    packages: BOTH,
    asked: [BOTH[1]],
    found: true,
  },
  { name: 'Ubuntu: the driver, and no Firefox', here: [], packages: [BOTH[1]], asked: BOTH, found: false },
  {
    name: 'a Firefox without an adapter',
    here: ['firefox-esr'],
    packages: [],
    asked: [BOTH[1]],
    found: false,
  },
])('$name', ({ here, packages, asked, found }) => {
  const bare = machine(here, packages);
  expect(ensureFirefox(bare)).toBe(found ? '/usr/bin/firefox-esr' : null);
  expect(bare.asked).toEqual(asked);
});

it('a user’s machine is left as it is', () => {
  const bare = machine([], BOTH, false);
  expect(ensureFirefox(bare)).toBeNull();
  expect(bare.asked).toEqual([]);
});
