import { expect, test } from 'vitest';
import { ensurePrograms } from './install-programs.ts';

function machineWith(programs: Set<string>, canUseApt: boolean) {
  const commands: string[][] = [];
  const run = (command: readonly string[]) => {
    commands.push([...command]);
    if (command.includes('install')) for (const word of command) programs.add(word);
    return true;
  };
  return { commands, machine: { run, canUseApt } };
}

test('what is there is left alone', () => {
  const { commands, machine } = machineWith(new Set(), true);
  expect(ensurePrograms(machine, () => true)).toEqual([]);
  expect(commands).toEqual([]);
});

test('what is missing is installed, and nothing else', () => {
  const there = new Set(['parallel', 'redis-server']);
  const { commands, machine } = machineWith(there, true);
  expect(ensurePrograms(machine, (program) => there.has(program))).toEqual([]);
  expect(commands.at(-1)).toContain('shellcheck');
  expect(commands.at(-1)).not.toContain('parallel');
});

test('where nobody may install, what to do is said', () => {
  const { commands, machine } = machineWith(new Set(), false);
  expect(ensurePrograms(machine, (program) => program !== 'shellcheck')).toEqual([
    'No shellcheck was found: tests that start it will fail. Debian: sudo apt-get install shellcheck',
  ]);
  expect(commands).toEqual([]);
});
