import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const REDIS_HELP = `Tests of queues are skipped until there is a Redis server, 6.2 or later.
If it is in an unusual place, name it: BATCHMATES_REDIS=/path/to/redis-server
  Debian, Ubuntu:  sudo apt-get install redis-server
  Fedora:          sudo dnf install redis
  macOS:           brew install redis`;

/** Path of a Redis server on this machine; null where there is none. */
export function findRedis(): string | null {
  const named = process.env.BATCHMATES_REDIS;
  if (named) return existsSync(named) ? named : null;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path)) ?? null;
}

/** A Redis server of a test's own, with what it holds in a temporary folder, on a free port that it keeps when it is started again. */
export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'redis-'));
  port = 0;
  #process: ChildProcess | null = null;

  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, and waits until it answers. A port that somebody took meanwhile is given up for another. */
  async start(): Promise<void> {
    const fixed = this.port !== 0;
    for (let tries = 0; ; tries++) {
      if (!fixed) this.port = await freePort();
      const said = await this.#startOnce();
      if (said === null) return;
      if (fixed || tries === 5) throw new Error(`redis-server did not start:\n${said}`);
    }
  }

  /** Null once it is ready, else what it said before it ended. */
  #startOnce(): Promise<string | null> {
    const options = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.folder];
    const keeping = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const child = spawn(findRedis()!, [...options, ...keeping], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    let said = '';
    return new Promise((resolve) => {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ready to accept connections')) resolve(null);
      });
      child.once('exit', () => resolve(said));
    });
  }

  /** Ends it, in order or with `kill` at once; what it was told is on disk either way. */
  async stop({ kill = false } = {}): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(kill ? 'SIGKILL' : 'SIGTERM');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
