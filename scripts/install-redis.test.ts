import { expect, it } from 'vitest';
import { ensureRedis } from './install-redis.ts';

/** A machine with or without a server, whose package manager has one or has not. */
function machine(here: boolean, offered: boolean, canUseApt = true) {
  let installed = here;
  const asked: string[] = [];
  return {
    asked,
    canUseApt,
    findRedis: () => (installed ? '/usr/bin/redis-server' : null),
    run: (command: readonly string[]) => {
      if (command.includes('update')) return true;
      asked.push(command.at(-1)!);
      installed ||= offered;
      return offered;
    },
  };
}

it.each([
  { name: 'nothing is installed where it is there', here: true, offered: true, asked: [], found: true },
  { name: 'it is installed where it is wanting', here: false, offered: true, asked: 1, found: true },
  { name: 'a package manager without it', here: false, offered: false, asked: 1, found: false },
])('$name', ({ here, offered, asked, found }) => {
  const bare = machine(here, offered);
  expect(ensureRedis(bare)).toBe(found ? '/usr/bin/redis-server' : null);
  expect(bare.asked).toEqual(asked === 1 ? ['redis-server'] : []);
});

it('a user’s machine is left as it is', () => {
  const bare = machine(false, true, false);
  expect(ensureRedis(bare)).toBeNull();
  expect(bare.asked).toEqual([]);
});
