import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { performLine } from './command-line.ts';
import { captureStreams } from './testing/written.ts';

const written = captureStreams();
const LAB = ['--import', 'tsx', '--import', './scripts/raw-loader.mjs', 'src/cli/main.ts'];

test('an experiment against lab serve forks where it forks in the lab, and under invariant kernels does not', async () => {
  const server = spawn(process.execPath, [...LAB, 'serve', '--engine', 'cpu', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { readonly url: string };
    const code = await performLine([
      'run',
      'experiments/needle.json',
      '--engine',
      'server',
      '--url',
      `${url}/v1`,
    ]);
    expect(code).toBe(0);
    expect(written.out).toContain("FORK at token 33, A ' good' / B ' much'");
    expect(written.out).toMatch(/B: company-invariant.*?needle {2}same 64 tokens, same bits/s);
  } finally {
    server.kill();
  }
});
