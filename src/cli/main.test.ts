import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  return labWith({}, ...args);
}

/** With variables of the environment beside those of the test run. */
function labWith(variables: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [...LOADERS, ...args], { cwd: ROOT, env }, (error, out, err) => {
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
    for (const command of [
      'bisect',
      'blame',
      'flip',
      'look',
      'run',
      'complete',
      'tasks',
      'model',
      'plan',
      'link',
      'certify',
    ]) {
      expect(help.out).toContain(`  ${command}`);
    }
    const { code, out } = await lab('complete', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--prompt-ids');
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

  test.each([['fly'], ['plan', '--m', '1']])('refuses %j with exit code 2', async (...args) => {
    const { code, out, err } = await lab(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^lab: .+\n$/);
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
    expect(json).toMatchObject({ lost: [], posture: { arm: 'complete', weights: ['bf16'] } });
  });

  test('scores tasks, the first way against the second, and writes it as JSON', async () => {
    const { prompt, text } = REFERENCE.cases[2];
    const task = { kind: 'prose', difficulty: 1, prompt, scoring: 'exact', maxNewTokens: 4 };
    const file = join(FOLDER, 'tasks.json');
    const tasks = ['right', 'wrong'].map((id) => ({ ...task, id, answer: id }));
    writeFileSync(file, JSON.stringify({ version: 1, tasks }));
    const path = join(FOLDER, 'scores.json');
    const args = ['--tasks', file, '--engine', 'cpu', '--batch', '1,2', '--json', path];
    const { code, out, err } = await lab('tasks', ...args);
    expect([code, err]).toEqual([0, expect.stringContaining('invariant f32 batch 2: 2/2 tasks')]);
    expect(out).toContain('of 2 completions 0 differ in some token, 0 in some bit');
    const json = JSON.parse(readFileSync(path, 'utf8'));
    expect(json).toMatchObject({ overall: { passed: 0, total: 2 }, kinds: { prose: { total: 2 } } });
    expect(json).toMatchObject({ lost: [], postures: [{ arm: 'invariant f32 batch 1' }, {}] });
    expect(out).toContain('guarantees\n  invariant f32 batch 1, invariant f32 batch 2: invariant@1 replayed');
    expect(json.tasks[0].tokens).toEqual(REFERENCE.cases[2].tokens.slice(0, 4));
    expect(text.startsWith(json.tasks[0].completion)).toBe(true);
    expect(json.against[0]).toMatchObject({ arm: 'invariant f32 batch 2', comparison: { pValue: 1 } });
  });

  test('a reader that has seen enough ends neither the work nor the file', async () => {
    const path = join(FOLDER, 'long.json');
    const args = [...LOADERS, 'plan', '--m', '1', '--k', '16777216', '--n', '1', '--json', path];
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
    const args = [...LOADERS, 'plan', '--m', '1', '--k', '64', '--n', '1', '--json', '/dev/full'];
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

  test('called by npm, paths are from where the caller stands', async () => {
    const npm = { INIT_CWD: join(ROOT, 'experiments'), npm_lifecycle_event: 'lab' };
    const { code, out, err } = await labWith(npm, 'link', 'needle.json');
    expect([code, err, out]).toEqual([0, '', expect.stringMatching(/^#v1\./)]);
  });

  test('a file that cannot be written leaves nothing behind', async () => {
    const path = join(FOLDER, 'missing', 'plan.json');
    const before = readdirSync(FOLDER);
    const { code, err } = await lab('plan', '--m', '1', '--k', '64', '--n', '64', '--json', path);
    expect(code).toBe(2);
    expect(err).toContain('--json: expected a folder that can be written to');
    expect(readdirSync(FOLDER)).toEqual(before);
  });

  test('bisects, blames, searches and looks into a pair of an experiment', async () => {
    const file = join(FOLDER, 'pair.json');
    const request = { maxNewTokens: 2, ignoreEos: true };
    const arm = (name: string, requests: string[]) => ({ name, requests, kernels: 'variant' });
    const experiment = {
      version: 1,
      title: 'pair',
      requests: [
        { ...request, id: 'p', role: 'probe', promptIds: [1, 300, 5] },
        { ...request, id: 'x', role: 'noise', promptIds: [7, 8, 9, 10] },
      ],
      arms: [arm('alone', ['p']), arm('company', ['p', 'x'])],
      compare: [['alone', 'company']],
    };
    writeFileSync(file, JSON.stringify(experiment));
    const bisect = await lab('bisect', file, '--engine', 'cpu');
    expect(bisect.out).toContain('= matmul');
    expect(bisect.out).toContain('\nguarantees\n  ');
    expect(bisect.out).toContain('invariant@1 replayed as planned');
    expect([bisect.code, bisect.err]).toEqual([
      0,
      expect.stringContaining('run 1 of at most 16: as it is: alone'),
    ]);
    const json = join(FOLDER, 'blame.json');
    const blame = await lab('blame', file, '--engine', 'cpu', '--tokens', '1', '--json', json);
    expect([blame.code, blame.out]).toEqual([
      0,
      expect.stringContaining('other content for it  bit-identical'),
    ]);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      lost: [],
      answer: { kind: 'blame', neighbours: [{ mate: 'x' }] },
      postures: [{ operations: [{ operation: 'matmul', rule: 'variant@1', standing: 'none' }, {}, {}, {}] }],
    });
    const flip = await lab('flip', file, '--engine', 'cpu', '--runs', '2', '--tokens', '1');
    expect([flip.code, flip.out]).toEqual([0, expect.stringContaining('batchmates: as it is')]);
    const seen = join(FOLDER, 'look.json');
    const look = await lab('look', file, '--engine', 'cpu', '--position', '1', '--back', '--json', seen);
    expect(look.code).toBe(0);
    expect(look.out).toMatch(/At token 1, the sum of \d+ products in layer 0's/);
    expect(look.out).toMatch(/^q, k and v projection +>\d/m);
    expect(look.out).toContain('as the device gave');
    expect(look.out).toContain('guarantees\n  alone, company: variant@1 follows the batch');
    const written = JSON.parse(readFileSync(seen, 'utf8'));
    expect(written).toMatchObject({ lost: [], look: { first: { cause: 'plan' } } });
    expect(written.postures).toHaveLength(2);
  });

  test('describes the model, and links the needle', async () => {
    const described = (await lab('model', 'public/models/nano')).out;
    expect(described).toContain('1,805,440 parameters in BF16');
    expect(described).toContain('tokens        begin 1, end 2 (config.json, generation_config.json)\n');
    expect(described).not.toContain('warning');
    const { out } = await lab('link', 'experiments/needle.json', '--base', 'https://example.org/');
    expect(out).toMatch(/^https:\/\/example\.org\/#v1\.[\w-]+\n$/);
  });
});
