import { spawnSync } from 'node:child_process';
import { installWithApt, type Machine } from './machine.ts';

/** Programs that tests start, by Debian's package of them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  parallel: 'parallel',
  'redis-server': 'redis-server',
  shellcheck: 'shellcheck',
};

function starts(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** Installs what is missing where that can be done. @returns for each that is still missing what to do, empty where none is */
export function ensurePrograms(
  machine: Machine,
  isThere: (program: string) => boolean = starts,
): readonly string[] {
  const missing = () => Object.keys(PROGRAMS).filter((program) => !isThere(program));
  const before = missing();
  if (before.length === 0) return [];
  if (machine.canUseApt)
    installWithApt(
      machine,
      before.map((program) => PROGRAMS[program]),
    );
  return missing().map(
    (program) =>
      `No ${program} was found: tests that start it will fail. Debian: sudo apt-get install ${PROGRAMS[program]}`,
  );
}
