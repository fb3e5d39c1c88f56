import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));
/** The command line as its sources are. */
export const SOURCES: readonly string[] = [
  ...['--import', 'tsx', '--import', './scripts/raw-loader.mjs', 'src/cli/main.ts'],
];

/** A command line of the lab in a process of its own, which a test may end as it likes. */
export class LabProcess {
  said = '';
  readonly ended: Promise<number | string>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  /** `lab`: what Node is given before the command line, `SOURCES` or a bundle. */
  constructor(lab: readonly string[], args: readonly string[]) {
    this.#child = spawn(process.execPath, [...lab, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        for (const look of this.#waiting) look();
      });
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        resolve(signal ?? code!);
        for (const look of this.#waiting) look();
      });
    });
  }

  /** Waits until it says something. Rejects, with all that it said, where it ends before. */
  async says(what: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        const { exitCode, signalCode } = this.#child;
        if (this.said.includes(what)) resolve();
        else if (exitCode !== null || signalCode !== null)
          reject(new Error(`ended (${signalCode ?? exitCode}) before it said "${what}":\n${this.said}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
