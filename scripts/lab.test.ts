import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openHubServer } from '../src/model/testing/hub-server.node.ts';
import { cliBundle, replaceFile } from './cli-bundle.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'lab-'));
/** The sources in one file: `npm run lab` runs them one by one, and takes a second more to start. */
const BUNDLE = join(ROOT, '.cache/lab/lab.mjs');
const { outputFiles } = await build({ ...cliBundle(BUNDLE), packages: 'external' });
replaceFile(BUNDLE, outputFiles[0].contents);
const LAB = [BUNDLE];
const SOURCES = ['--import', 'tsx', '--import', './scripts/raw-loader.mjs', 'src/cli/main.ts'];

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line as a user's shell would run it. */
function lab(...args: string[]): Promise<Outcome> {
  return labWith({}, ...args);
}

/** With variables of the environment beside those of the test run. */
function labWith(variables: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [...LAB, ...args], { cwd: ROOT, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}

const REFERENCE = JSON.parse(readFileSync(join(ROOT, 'public/models/nano/reference.json'), 'utf8')) as {
  cases: { prompt: string; promptTokens: number[]; tokens: number[]; text: string }[];
};

/** A file each, named like the command. */
const COMMANDS = readdirSync(join(ROOT, 'src/cli/commands'))
  .filter((name) => !name.includes('.test.'))
  .map((name) => name.replace('.ts', ''));

afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('lab', () => {
  test('says what it can do', async () => {
    const help = await lab('--help');
    expect([help.code, help.err]).toEqual([0, '']);
    const listed = help.out.match(/^ {2}[a-z-]+/gm)?.map((line) => line.trim());
    expect(listed?.toSorted()).toEqual(COMMANDS);
  });

  test.each([
    [
      { BATCHMATES_ADAPTER: 'software', BATCHMATES_CHROMIUM: '/nowhere' },
      "BATCHMATES_CHROMIUM: expected a browser's path, found no file /nowhere",
    ],
    [
      { BATCHMATES_ADAPTER: 'fast' },
      'BATCHMATES_ADAPTER: expected one of own, software, lavapipe, found "fast"',
    ],
  ])('names the variable that no device can be found with: %j', async (variables, message) => {
    expect(await labWith(variables, 'certify', '--short')).toEqual({
      ...{ code: 1, out: '' },
      err: `lab: ${message}\n`,
    });
  });

  test('refuses with exit code 2', async () => {
    const { code, out, err } = await lab('fly');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^lab: .+\n$/);
  });

  test("completes PyTorch's tokens, and writes them as JSON", async () => {
    const { promptTokens, tokens, text } = REFERENCE.cases[2];
    const path = join(FOLDER, 'completion.json');
    const args = ['--engine', 'cpu', '--dtype', 'f32', '--max-new', '32', '--json', path];
    const { code, out } = await lab('complete', '--prompt-ids', promptTokens.join(','), ...args);
    expect([code, out]).toEqual([0, `${text}\n`]);
    const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(json).toMatchObject({ promptTokens, tokens, text });
    expect(json.fingerprint).toMatch(/^2:[0-9a-f]{64}$/);
    expect(json).toMatchObject({ lost: [], posture: { arm: 'complete', weights: ['bf16'] } });
  });

  test('a reader that has seen enough ends neither the work nor the file', async () => {
    const path = join(FOLDER, 'long.json');
    const args = [...LAB, 'plan', '--m', '1', '--k', '16777216', '--n', '1', '--json', path];
    const child = spawn(process.execPath, args, { cwd: ROOT });
    let err = '';
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(readFileSync(path, 'utf8')).chunks).toHaveLength(65_536);
  });

  test.runIf(existsSync('/dev/full'))('a full disk is named', () => {
    const full = openSync('/dev/full', 'w');
    const args = [...LAB, 'plan', '--m', '1', '--k', '64', '--n', '1', '--json', '/dev/full'];
    const { status, stderr } = spawnSync(process.execPath, args, {
      ...{ cwd: ROOT, encoding: 'utf8' },
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'lab: --json: /dev/full: no room is left on the disk\nlab: standard output: ENOSPC: no space left on device, write\n',
    );
  });

  test('a download that is interrupted or killed is kept, and gone on with', async () => {
    const weights = new Uint8Array(readFileSync(join(ROOT, 'public/models/pico/model.safetensors')));
    const config = new Uint8Array(readFileSync(join(ROOT, 'public/models/pico/config.json')));
    const hub = await openHubServer({
      'o/pico': { files: { 'config.json': config, 'model.safetensors': weights } },
    });
    onTestFinished(() => hub.close());
    const env = {
      ...process.env,
      HF_ENDPOINT: hub.endpoint,
      HF_HUB_CACHE: join(FOLDER, 'hub'),
      HF_TOKEN: '',
    };
    const args = [...LAB, 'model', 'hf:o/pico', '--download'];
    const starts = () =>
      hub.seen.filter(({ at }) => at === 'storage').map(({ range }) => Number(/\d+/.exec(range!)));
    const blobs = join(FOLDER, 'hub', 'models--o--pico', 'blobs');
    /** Bytes of the weights that are there. */
    const half = () => {
      const part = readdirSync(blobs).find((name) => name.endsWith('.part'));
      return part === undefined ? 0 : statSync(join(blobs, part)).size;
    };
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      const before = starts().length;
      hub.mishaps.slow = 100;
      const child = spawn(process.execPath, args, { cwd: ROOT, env });
      let err = '';
      child.stderr.on('data', (data: Buffer) => (err += data.toString()));
      const closed = new Promise((resolve) => child.once('close', resolve));
      await vi.waitFor(() => expect(starts().length).toBe(before + 1), { timeout: 20_000, interval: 20 });
      // A piece of 64 KiB more than it went on from.
      const more = () => expect(half()).toBeGreaterThan(starts().at(-1)!);
      await vi.waitFor(more, { timeout: 20_000, interval: 20 });
      child.kill(signal);
      expect(await closed).toBe(code);
      if (code !== null) expect(err).toContain('lab: interrupted; what was downloaded is kept');
    }
    hub.mishaps.slow = 0;
    const { code, out } = await labWith(env, ...args.slice(LAB.length));
    expect([code, out.includes('pico: ')]).toEqual([0, true]);
    const [first, second, third] = starts();
    expect([first, second > 0, third > second]).toEqual([0, true, true]);
  });

  test('a search that is interrupted says so, and leaves no file', async () => {
    const json = join(FOLDER, 'interrupted.json');
    const args = ['find-needle', '--engine', 'cpu', '--json', json];
    const child = spawn(process.execPath, [...LAB, ...args], { cwd: ROOT });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => {
      // Once: a second signal ends it at once.
      if (!child.killed && err.includes('run 1 of at most')) child.kill('SIGINT');
      err += data.toString();
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130);
    expect([out, existsSync(json)]).toEqual(['', false]);
    expect(err).toContain('interrupted');
  });

  test('its sources say what the bundle says', () => {
    const said = [SOURCES, LAB].map((start) => {
      const { status, stdout } = spawnSync(
        process.execPath,
        [...start, 'plan', '--m', '1', '--k', '512', '--n', '64'],
        {
          ...{ cwd: ROOT, encoding: 'utf8' },
        },
      );
      return { status, stdout };
    });
    expect(said[0]).toEqual(said[1]);
    expect(said[0].status).toBe(0);
  });

  test('called by npm, paths are from where the caller stands', async () => {
    const npm = { INIT_CWD: join(ROOT, 'experiments'), npm_lifecycle_event: 'lab' };
    const { code, out, err } = await labWith(npm, 'link', 'needle.json');
    expect([code, err, out]).toEqual([0, '', expect.stringMatching(/^#v1\./)]);
  });
});
