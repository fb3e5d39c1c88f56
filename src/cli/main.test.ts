import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'lab-'));
const LOADERS = ['--import', 'tsx', '--import', './scripts/raw-loader.mjs', 'src/cli/main.ts'];

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line as a user's shell would run it. */
function lab(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...LOADERS, ...args], { cwd: ROOT }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}

const REFERENCE = JSON.parse(readFileSync(join(ROOT, 'public/models/nano/reference.json'), 'utf8')) as {
  cases: { prompt: string; promptTokens: number[]; tokens: number[]; text: string }[];
};

afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('lab', () => {
  test('says what it can do, and each command too', async () => {
    const help = await lab('--help');
    expect([help.code, help.err]).toEqual([0, '']);
    for (const command of ['run', 'complete', 'model', 'plan', 'link', 'certify']) {
      expect(help.out).toContain(`  ${command}`);
    }
    const { code, out } = await lab('complete', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--prompt-ids');
  });

  test.each([
    [['fly'], 'unknown command "fly"'],
    [['plan', '--m', '1'], 'expected --k'],
    [
      ['plan', '--op', 'matmul', '--m', '0', '--k', '1', '--n', '1'],
      '--m: expected a whole number of at least 1, found "0"',
    ],
    [['complete'], 'expected either --prompt or --prompt-ids'],
    [['complete', '--prompt-ids', '1,x'], '--prompt-ids: expected a whole number'],
    [
      ['complete', '--prompt', 'a', '--set', 'other'],
      '--set: expected one of variant, invariant, pinned, found "other"',
    ],
    [['complete', '--prompt-ids', '1', '--model', '/nowhere'], '/nowhere: expected a folder of model files'],
    [['complete', '--prompt-ids', '1024', '--engine', 'cpu'], 'token 1024 is outside the vocabulary of 1024'],
    [['run', 'package.json'], 'requests'],
    [['run', '#v1.AAAA'], 'this link'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, out, err } = await lab(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('the invariant plan is one text for every M, the variant plan is not', async () => {
    const plans = async (set: string) =>
      Promise.all(
        ['1', '8', '64'].map(
          async (m) =>
            (await lab('plan', '--op', 'matmul', '--m', m, '--k', '512', '--n', '512', '--set', set)).out,
        ),
      );
    expect(new Set(await plans('invariant')).size).toBe(1);
    expect(new Set(await plans('variant')).size).toBe(3);
  });

  test("completes PyTorch's tokens, and writes them as JSON", async () => {
    const { promptTokens, tokens, text } = REFERENCE.cases[2];
    const path = join(FOLDER, 'completion.json');
    const args = ['--engine', 'cpu', '--dtype', 'f32', '--max-new', '32', '--json', path];
    const { code, out } = await lab('complete', '--prompt-ids', promptTokens.join(','), ...args);
    expect([code, out]).toEqual([0, `${text}\n`]);
    const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(json).toMatchObject({ promptTokens, tokens, text });
    expect(json.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a file that cannot be written leaves nothing behind', async () => {
    const path = join(FOLDER, 'missing', 'plan.json');
    const before = readdirSync(FOLDER);
    const { code, err } = await lab('plan', '--m', '1', '--k', '64', '--n', '64', '--json', path);
    expect(code).toBe(2);
    expect(err).toContain('--json: expected a folder that can be written to');
    expect(readdirSync(FOLDER)).toEqual(before);
  });

  test('describes the model, and links the needle', async () => {
    expect((await lab('model', 'public/models/nano')).out).toContain('2,855,200 parameters in BF16');
    const { out } = await lab('link', 'experiments/needle.json', '--base', 'https://example.org/');
    expect(out).toMatch(/^https:\/\/example\.org\/#v1\.[\w-]+\n$/);
  });
});
