/** What installing browsers asks of the machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Tests pass their own. */
export interface Machine {
  /** Runs a command, its output shown, for at most so many seconds; true if it succeeded. */
  readonly run: (command: readonly string[], limitSeconds: number) => boolean;
  /** Whether Debian's package manager is there and we may use it. */
  readonly canUseApt: boolean;
}

export function thisMachine(): Machine {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return {
    run,
    canUseApt: process.getuid?.() === 0 && folders.some((folder) => existsSync(join(folder, 'apt-get'))),
  };
}

export function installWithApt({ run }: Pick<Machine, 'run'>, packages: readonly string[]): boolean {
  const apt = ['apt-get', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::Retries=1'];
  return (
    run([...apt, 'update'], 120) &&
    run([...apt, 'install', '-y', '--no-install-recommends', ...packages], 600)
  );
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

/** The browser's version, or why it does not start. Windows' browsers have no --version and open a window instead. */
export function tryToStart(path: string): { ok: boolean; says: string } {
  if (process.platform === 'win32') return { ok: true, says: 'not started' };
  const { status, stdout, stderr, error } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return status === 0
    ? { ok: true, says: stdout.trim() }
    : { ok: false, says: error?.message ?? stderr.trim() };
}
