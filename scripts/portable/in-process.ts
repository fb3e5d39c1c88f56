import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Said } from './answering.ts';
import type { Line } from './line.ts';

/**
 * Starts host.ts, bundled, as a process. What it writes to standard error is shown where it fails. Questions are put one after the other.
 */
export async function openProcess(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Line> {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  let hear: (said: Said) => void = () => undefined;
  createInterface({ input: child.stdout }).on('line', (line) => hear(JSON.parse(line) as Said));
  const ended = new Promise<Said>((resolve) => {
    child.on('error', (error) => resolve({ error: error.message }));
    child.on('exit', (code, signal) =>
      resolve({ error: `${program} ended with ${code ?? signal}${complaints && `:\n${complaints}`}` }),
    );
  });
  return {
    version: await versionOf(program),
    async ask(question, onSaid) {
      const answered = new Promise<Said>((resolve) => {
        hear = (said) => ('steps' in said ? onSaid(said) : resolve(said));
      });
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const said = await Promise.race([answered, ended]);
      if ('error' in said) throw new Error(said.error);
      return 'answer' in said ? said.answer : undefined;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

async function versionOf(program: string): Promise<string> {
  const child = spawn(program, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const piece of child.stdout.setEncoding('utf8')) text += piece;
  return /\d+(?:\.\d+)*/.exec(text)?.[0] ?? 'of no version';
}
