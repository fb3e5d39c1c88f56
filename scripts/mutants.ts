/**
 * Do the tests catch faults? Makes one deliberate one-line fault at a time in a copy of the project and runs the tests that
 * should fail. Fails where a fault survives.
 *
 *   npm run -s mutants -- [--only WORDS] [--sample COUNT [--seed SEED]]
 *
 * A sample is drawn by the seed, which is the commit's unless one is given, so that in time every fault is met.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutant-list.ts';
import { sampleMutants } from './mutant-sample.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TIME_LIMIT = 240_000;

/** The files git knows, in a folder of their own; installed packages are linked. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const files = git('ls-files', '-z').split('\0').filter(Boolean);
  for (const file of files) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
}

/** Exit status of the tests: 0 where they pass, 1 where one fails, null past the time limit. */
function runTests(folder: string, project: string, tests: readonly string[]): number | null {
  const args = ['vitest', 'run', '--project', project, '--bail', '1', ...tests];
  // Where there is no adapter, GPU tests must fail without a fault, not pass with one.
  const env = { ...process.env, BATCHMATES_REQUIRE_ADAPTER: '1' };
  return spawnSync('npx', args, { cwd: folder, stdio: 'ignore', timeout: TIME_LIMIT, env }).status;
}

/** A test that fails anyway catches nothing. */
function checkBaseline(folder: string, mutants: readonly Mutant[]): void {
  for (const project of ['unit', 'gpu'] as const) {
    const tests = new Set(
      mutants.filter((mutant) => mutant.project === project).flatMap((mutant) => mutant.tests),
    );
    if (tests.size > 0 && runTests(folder, project, [...tests]) !== 0)
      throw new Error(`the ${project} tests fail without any fault`);
  }
}

/** True where the tests fail on the mutant. Throws where its line is not in the file exactly once. */
function isCaught(folder: string, { file, find, replace, project, tests }: Mutant): boolean {
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) throw new Error(`${file}: expected "${find}" once`);
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    return runTests(folder, project, tests) === 1;
  } finally {
    writeFileSync(path, original);
  }
}

/** The faults that the arguments ask for. */
function chosenMutants(): readonly Mutant[] {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      sample: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const named = MUTANTS.filter(({ name, file }) => `${file}: ${name}`.includes(values.only));
  if (values.sample === undefined) return named;
  const seed = Number(values.seed ?? Number.parseInt(git('rev-parse', 'HEAD').slice(0, 8), 16));
  const sample = sampleMutants(named, Number(values.sample), seed);
  console.log(`${sample.length} of ${named.length} faults, drawn by --seed ${seed}`);
  return sample;
}

const chosen = chosenMutants();
const folder = copyProject();
let survived = 0;
try {
  checkBaseline(folder, chosen);
  for (const mutant of chosen) {
    const caught = isCaught(folder, mutant);
    if (!caught) survived++;
    console.log(`${caught ? 'caught  ' : 'SURVIVED'} ${mutant.file}: ${mutant.name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - survived} of ${chosen.length} faults caught`);
process.exitCode = survived > 0 ? 1 : 0;
