import { describe, expect, it } from 'vitest';
import { ensureChromium } from './install-chromium.ts';

/** A machine without a browser, where `working` are the programs whose install succeeds. */
function machine(canUseApt: boolean, working: readonly string[]) {
  const commands: string[] = [];
  let installed: string | null = null;
  return {
    commands,
    canUseApt,
    find: () => installed,
    run: (command: readonly string[], limitSeconds: number) => {
      expect(limitSeconds).toBeLessThanOrEqual(600);
      const line = command.join(' ');
      commands.push(
        line.includes('playwright') ? 'playwright' : line.includes(' update') ? 'apt update' : 'apt install',
      );
      const works = working.includes(commands.at(-1) ?? '');
      if (works && !line.includes(' update')) installed = `/by/${commands.at(-1)}`;
      return works;
    },
  };
}

describe('ensureChromium', () => {
  it('runs nothing where a browser is found', () => {
    const ready = { ...machine(true, []), find: () => '/usr/bin/chromium' };
    expect(ensureChromium(ready)).toBe('/usr/bin/chromium');
    expect(ready.commands).toEqual([]);
  });

  it.each([
    {
      name: 'root on Debian: apt alone',
      canUseApt: true,
      working: ['apt update', 'apt install'],
      path: '/by/apt install',
      commands: ['apt update', 'apt install'],
    },
    {
      name: 'root on Ubuntu, whose apt has no chromium: Playwright next',
      canUseApt: true,
      working: ['apt update', 'playwright'],
      path: '/by/playwright',
      commands: ['apt update', 'apt install', 'playwright'],
    },
    {
      name: 'apt without a network: Playwright next',
      canUseApt: true,
      working: [],
      path: null,
      commands: ['apt update', 'playwright'],
    },
    {
      name: 'a user: Playwright alone',
      canUseApt: false,
      working: ['apt update', 'apt install', 'playwright'],
      path: '/by/playwright',
      commands: ['playwright'],
    },
    { name: 'a user without a network', canUseApt: false, working: [], path: null, commands: ['playwright'] },
  ])('$name', ({ canUseApt, working, path, commands }) => {
    const bare = machine(canUseApt, working);
    expect(ensureChromium(bare)).toBe(path);
    expect(bare.commands).toEqual(commands);
  });

  it('does not believe an install that leaves no browser', () => {
    const lying = { ...machine(true, ['apt update', 'apt install']), find: () => null };
    expect(ensureChromium(lying)).toBeNull();
    expect(lying.commands.at(-1)).toBe('playwright');
  });
});
