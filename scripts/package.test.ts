/** The package as those have it who install it: from its tarball, in a folder of theirs, without this checkout. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { decodeLink } from '../src/experiment/link.ts';
import { ENTRIES, EXTERNAL } from './package-entries.ts';
import { packedTarball } from './packed.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDER = mkdtempSync(join(tmpdir(), 'an install '));
const PROJECT = join(FOLDER, 'a project');
const ELSEWHERE = join(FOLDER, 'elsewhere');
const INSTALLED = join(PROJECT, 'node_modules/batchmates');
const BIN = join(PROJECT, 'node_modules/.bin/batchmates');
const MOST_BYTES = 15e6;
const run = promisify(execFile);
/** A busy machine is no failure. */
const PATIENT = { timeout: 180_000 };
let tarball = '';

beforeAll(() => {
  tarball = packedTarball();
  for (const folder of [PROJECT, ELSEWHERE]) mkdirSync(folder);
  writeFileSync(join(PROJECT, 'package.json'), '{ "type": "module", "private": true }');
  const options = ['--prefer-offline', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...options, tarball], { cwd: PROJECT, stdio: 'pipe' });
  setWritable(INSTALLED, false);
}, 300_000);

afterAll(() => {
  if (existsSync(INSTALLED)) setWritable(INSTALLED, true);
  rmSync(FOLDER, { recursive: true, force: true });
});

function setWritable(folder: string, writable: boolean): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, (statSync(path).mode & 0o555) | (writable ? 0o200 : 0));
  }
  chmodSync(folder, writable ? 0o755 : 0o555);
}

/** As a shell would run it, from a folder that is neither the project nor a checkout. */
async function batchmates(...args: string[]) {
  try {
    const { stdout, stderr } = await run(BIN, args, { cwd: ELSEWHERE });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('the tarball', () => {
  test('keeps to its budget with nano and pico inside', () => {
    expect(statSync(tarball).size).toBeLessThan(MOST_BYTES);
    for (const model of ['nano', 'pico', 'pico-moe'])
      expect(existsSync(join(INSTALLED, `public/models/${model}/model.safetensors`))).toBe(true);
  });

  test('has what its manifest names, an entry for each of the library’s modules, and no tests', () => {
    const paths = Object.values(manifest.exports).flatMap((to) =>
      typeof to === 'string' ? [to] : Object.values(to),
    );
    for (const path of [...paths, ...Object.values(manifest.bin)])
      expect(existsSync(join(INSTALLED, path))).toBe(true);
    const names = ENTRIES.map((name) => (name === 'index' ? '.' : `./${name}`));
    expect(Object.keys(manifest.exports)).toEqual([...names, './package.json']);
    const files = readdirSync(INSTALLED, { recursive: true }).map(String);
    expect(
      files.filter((file) => /\.test\.|node_modules|\.env|\.tsx?$/.test(file.replace(/\.d\.ts$/, ''))),
    ).toEqual([]);
  });

  test('has a map beside each script, with this project’s sources in it and nobody else’s', () => {
    const folder = join(INSTALLED, 'lib/node');
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const maps = scripts.map(
      (name) =>
        JSON.parse(readFileSync(join(folder, `${name}.map`), 'utf8')) as {
          sources: string[];
          sourcesContent: (string | null)[];
        },
    );
    const quoted = maps.flatMap(({ sources, sourcesContent }) =>
      sources.filter((_, i) => sourcesContent[i] !== null),
    );
    expect(quoted.length).toBeGreaterThan(300);
    expect(quoted.filter((source) => source.includes('node_modules'))).toEqual([]);
    expect(readFileSync(join(INSTALLED, 'lib/THIRD-PARTY.txt'), 'utf8')).toContain('fflate');
  });
});

describe('the command line', PATIENT, () => {
  test('says what it can do, by its own name', async () => {
    const { code, out, err } = await batchmates('--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage: batchmates <command>');
    expect(out).not.toMatch(/\blab </);
  });

  test('completes with the model inside, to the bit as a checkout', async () => {
    const { cases } = JSON.parse(readFileSync(join(ROOT, 'public/models/nano/reference.json'), 'utf8')) as {
      cases: { promptTokens: number[]; text: string }[];
    };
    const { promptTokens, text } = cases[2];
    const args = [
      'complete',
      '--engine',
      'cpu',
      '--dtype',
      'f32',
      '--max-new',
      '32',
      '--prompt-ids',
      promptTokens.join(','),
    ];
    expect(await batchmates(...args)).toMatchObject({ code: 0, out: `${text}\n` });
  });

  test('finds experiments and results that come with it, and says what is not installed', async () => {
    const own = { version: 1, title: 'Mine', requests: [{ id: 'p', role: 'probe', prompt: 'Once' }] };
    const arms = [{ name: 'a', requests: ['p'], kernels: 'variant' }];
    writeFileSync(join(ELSEWHERE, 'which-op.json'), JSON.stringify({ ...own, arms }));
    const [link, ownLink, claims, device, ort, queue] = await Promise.all([
      batchmates('link', 'needle'),
      batchmates('link', 'which-op.json'),
      batchmates('claims'),
      batchmates('complete', '--prompt', 'Once'),
      batchmates('complete', '--prompt', 'Once', '--engine', 'ort-wasm', '--dtype', 'f32'),
      batchmates('sweep', 'work', '--queue', 'redis://127.0.0.1:1'),
    ]);
    expect([link.code, link.out.slice(0, 4)]).toEqual([0, '#v1.']);
    // A file of the caller's own comes first.
    expect(decodeLink(ownLink.out).experiment.title).toBe('Mine');
    expect([claims.code, claims.out.split('\n').length > 100]).toEqual([0, true]);
    expect([device.code, device.err]).toEqual([1, expect.stringContaining('npm install webgpu')]);
    expect([queue.code, queue.err]).toEqual([1, expect.stringContaining('npm install bullmq ioredis')]);
    expect([ort.code, ort.err]).toEqual([1, expect.stringContaining('npm install onnxruntime-web')]);
  });
});

/** The section's example, and what it says that this prints. */
function readmeExample(): { readonly code: string; readonly output: string } {
  const [, section] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('### As a library\n');
  const [, code] = /```js\n([\s\S]+?)```/.exec(section)!;
  const [, output] = /```text\n([\s\S]+?)```/.exec(section)!;
  return { code, output };
}

describe('the library', PATIENT, () => {
  test("README's example does what README says", async () => {
    const { code, output } = readmeExample();
    writeFileSync(join(PROJECT, 'example.js'), code);
    const { stdout } = await run(process.execPath, [join(PROJECT, 'example.js')], { cwd: ELSEWHERE });
    expect(stdout).toBe(output);
  });

  test('its types resolve as Node.js and as bundlers look them up, and say what they should', async () => {
    writeFileSync(join(PROJECT, 'typed.ts'), TYPED);
    writeFileSync(join(PROJECT, 'example.ts'), readmeExample().code);
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const said = (['nodenext', 'bundler'] as const).map(async (moduleResolution) => {
      const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
      const config = join(PROJECT, `tsconfig.${module}.json`);
      // The library's own types are checked once; as the other looks them up, that they are found.
      const skipLibCheck = moduleResolution === 'bundler';
      const compilerOptions = { ...TYPE_OPTIONS, module, moduleResolution, skipLibCheck };
      writeFileSync(config, JSON.stringify({ compilerOptions, files: ['typed.ts', 'example.ts'] }));
      return await run(process.execPath, [compiler, '-p', config]).then(
        ({ stdout }) => stdout,
        ({ stdout }: { stdout: string }) => stdout,
      );
    });
    expect(await Promise.all(said)).toEqual(['', '']);
  });

  test('in a page no entry asks for a module of Node.js', async () => {
    const names = ENTRIES.map((name) => (name === 'index' ? 'batchmates' : `batchmates/${name}`));
    const { metafile, warnings } = await build({
      stdin: {
        contents: names.map((name, i) => `export * as e${i} from '${name}';`).join('\n'),
        resolveDir: PROJECT,
      },
      ...{
        bundle: true,
        format: 'esm',
        platform: 'browser',
        write: false,
        metafile: true,
        logLevel: 'silent',
      },
    });
    const asked = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external === true),
    );
    expect([asked, warnings]).toEqual([[], []]);
    const inputs = Object.keys(metafile.inputs).join('\n');
    expect(inputs).toContain('lib/browser/index.js');
    expect(inputs).not.toContain('lib/node/');
    expect(EXTERNAL.filter((name) => name !== 'zod' && inputs.includes(`node_modules/${name}/`))).toEqual([]);
  });
});

/** No types of others'. */
const TYPE_OPTIONS = {
  ...{ strict: true, noEmit: true, types: [] },
  ...{ target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'] },
};

const TYPED = `
import { type Lab, openLab, parseExperiment, run, type RunRecord } from 'batchmates';
import { judgeGate, driftReport } from 'batchmates/audit';
import { type Certificate, certify } from 'batchmates/certify';
import { logitDiff, readTranscript } from 'batchmates/diff';
import { decodeLink, encodeLink, experimentSchema } from 'batchmates/experiment';
import { type KernelReport, testKernel } from 'batchmates/kernel-tester';
import { describePlan, matmulPlan, replaySum, type SumPlan } from 'batchmates/plans';
import { formatRun, runJUnit } from 'batchmates/run';

const plan: SumPlan = matmulPlan('invariant', { rows: 1, terms: 64, columns: 8, parallelism: 64 });
const sum: number = replaySum(plan, 'fused', new Float32Array(64), 0, new Float32Array(64), 0);
// @ts-expect-error no kernel set
matmulPlan('quick', { rows: 1, terms: 64, columns: 8, parallelism: 64 });
const experiment = parseExperiment({});
// @ts-expect-error a title is a text
const title: number = experiment.title;
const lab: Lab = await openLab({ engine: 'cpu' });
// @ts-expect-error no engine
await openLab({ engine: 'gpu' });
const record: RunRecord = await run(lab, experiment);
const fork: number | null = record.diffs[0].fork;
const certificate: Certificate = await certify(lab, { form: 'short' });
const report: KernelReport = await testKernel({ text: '', like: 'matmul', tile: '16x16' });
export const all = [describePlan(plan), sum, title, fork, certificate.passed, report.tests, formatRun(record), runJUnit(record, true)];
export const more = [judgeGate, driftReport, logitDiff, readTranscript, decodeLink, encodeLink, experimentSchema];
`;
